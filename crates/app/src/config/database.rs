//! Where the data is. Promise: a relative path is taken from the settings' folder, wherever the program was started, and
//! the database that an installation keeps is one that is still there tomorrow.

use std::net::IpAddr;
use std::path::Path;

use base::db::Settings;
use base::db::backup::folder_of;
use identity::portals::Fault;
use url::Url;

const LOCAL_SOCKET_PARAMETER: &str = "host";
const TLS_PARAMETER: &str = "sslmode";

/// A parsed address, and what the rules ask about it.
#[derive(Debug)]
pub struct Database {
    pub settings: Settings,
    pub has_password: bool,
    /// It is reached over a network, and the address does not say whether that is encrypted.
    pub may_travel_in_the_clear: bool,
}

pub fn parse(url: &str, folder: &Path) -> Result<Database, Fault> {
    match url.strip_prefix("sqlite:") {
        Some(rest) => sqlite(rest, folder),
        None => postgres(url),
    }
}

fn sqlite(rest: &str, folder: &Path) -> Result<Database, Fault> {
    let (file, parameters) = rest.split_once('?').map_or((rest, None), |(file, more)| (file, Some(more)));
    let file = file.strip_prefix("//").unwrap_or(file);
    let is_in_memory = file.is_empty()
        || file == ":memory:"
        || parameters.is_some_and(|more| more.split('&').any(|one| one == "mode=memory"));
    if is_in_memory {
        return Err(Fault::new(
            "una base de datos en memoria se pierde al detener el programa",
            "escriba la ruta de un archivo, por ejemplo «sqlite:datos/aldaba.db»",
        ));
    }
    let path = folder.join(file);
    let parent = folder_of(&path);
    if !parent.is_dir() {
        return Err(Fault::new(
            format!("no existe la carpeta «{}»", parent.display()),
            "créela, o escriba la ruta de otra",
        ));
    }
    let Some(path) = path.to_str() else {
        return Err(Fault::new("la ruta no es UTF-8", "use una carpeta de nombre corriente"));
    };
    // A path is written as it is; in an address, these two signs mean something else.
    let path = path.replace('%', "%25").replace('?', "%3F");
    let parameters = parameters.map(|more| format!("?{more}")).unwrap_or_default();
    let settings = settings(&format!("sqlite:{path}{parameters}"))?;
    Ok(Database { settings, has_password: false, may_travel_in_the_clear: false })
}

fn postgres(url: &str) -> Result<Database, Fault> {
    let settings = settings(url)?;
    let parsed = Url::parse(url).map_err(|error| {
        let mend = "escriba «postgres://usuario@servidor/base»";
        Fault::new(format!("la dirección de la base de datos no se entiende ({error})"), mend)
    })?;
    let parameter = |name: &str| parsed.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value);
    let is_socket = parameter(LOCAL_SOCKET_PARAMETER).is_some_and(|host| host.starts_with('/'));
    let host = parsed.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let is_this_machine =
        matches!(host, "" | "localhost") || host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    Ok(Database {
        settings,
        has_password: parsed.password().is_some() || parameter("password").is_some(),
        may_travel_in_the_clear: !is_socket && !is_this_machine && parameter(TLS_PARAMETER).is_none(),
    })
}

fn settings(url: &str) -> Result<Settings, Fault> {
    let mend = "escriba «sqlite:datos/aldaba.db» o «postgres://usuario@servidor/base»";
    Settings::parse(url).map_err(|unknown| Fault::new(unknown.to_string(), mend))
}
