//! Where telemetry may be sent: over HTTPS, or in the clear to this machine and, without a secret, to a private address.

use std::fs;

use http::{HeaderName, HeaderValue};
use identity::messaging::text_message::HeaderSettings;
use identity::portals::Fault;
use url::{Host, Url};
use zeroize::Zeroizing;

use crate::telemetry::Collector;

const SECRET_PLACEHOLDER: &str = "{secret}";

/// Reads the address of a collector.
pub fn endpoint(text: &str) -> Result<Url, Fault> {
    let wrong = |what: &str| {
        let mend = "escriba una dirección «https://», o «http://» si el colector está en esta máquina o en una \
                    dirección privada, como «http://127.0.0.1:4318»";
        Fault::new(what, mend)
    };
    let url = Url::parse(text).map_err(|_| wrong("esto no es una dirección web"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Fault::new("la dirección lleva un usuario", "póngalo en «headers», con «secret_file»"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("la dirección lleva «?» o «#»"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_near(&url) => Ok(url),
        "http" => Err(wrong("la telemetría viajaría sin cifrar")),
        _ => Err(wrong("esto no es una dirección web")),
    }
}

/// Reads a header; one with a secret is marked sensitive.
pub fn header(settings: &HeaderSettings) -> Result<(HeaderName, HeaderValue), Fault> {
    let mend = "escriba nombre y valor como los pide el colector";
    let wrong = || Fault::new(format!("la cabecera «{}» no es válida", settings.name), mend);
    let name = HeaderName::from_bytes(settings.name.as_bytes()).map_err(|_| wrong())?;
    if settings.value.contains(SECRET_PLACEHOLDER) != settings.secret_file.is_some() {
        let what = format!("en la cabecera «{name}», «{{secret}}» y secret_file van juntos");
        return Err(Fault::new(what, "escriba los dos, o ninguno"));
    }
    let Some(file) = &settings.secret_file else {
        return Ok((name, HeaderValue::from_str(&settings.value).map_err(|_| wrong())?));
    };
    let unreadable = |error| {
        Fault::new(
            format!("no se puede leer {} ({error})", file.display()),
            "revise los permisos del archivo",
        )
    };
    let text = Zeroizing::new(fs::read_to_string(file).map_err(unreadable)?);
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.is_empty() {
        let what = format!("{} está vacío", file.display());
        return Err(Fault::new(what, "guarde en el archivo el secreto que le dio el colector"));
    }
    let value = Zeroizing::new(settings.value.replace(SECRET_PLACEHOLDER, secret));
    let mut value = HeaderValue::from_str(&value).map_err(|_| wrong())?;
    value.set_sensitive(true);
    Ok((name, value))
}

/// On a private network, whoever else is on it can read what is sent in the clear.
pub fn no_secret_travels_in_the_clear(collector: &Collector) -> Result<(), Fault> {
    let has_secret = collector.headers.values().any(HeaderValue::is_sensitive);
    if has_secret && collector.endpoint.scheme() == "http" && !is_this_machine(&collector.endpoint) {
        let mend = "escriba una dirección «https://», o quite de «headers» el secreto";
        return Err(Fault::new("el secreto de «headers» viajaría sin cifrar", mend));
    }
    Ok(())
}

fn is_near(url: &Url) -> bool {
    let is_private = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_private(),
        Some(Host::Ipv6(ip)) => ip.is_unique_local(),
        _ => false,
    };
    is_private || is_this_machine(url)
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}
