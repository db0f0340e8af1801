//! Where a portal lives. Promise: every link we send leads to the configured address, whatever a request says.

use std::fmt;

use url::{Host, Url};

use super::{Fault, PortalKey};

const PATH_PREFIX_LENGTH_MAX: usize = 40;
const LINK_PATH_LENGTH_MAX: usize = 100;

/// A portal's own address: an origin and, where several share a host, the first segment of the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub origin: Origin,
    pub path: PathPrefix,
}

impl Address {
    /// The absolute address of a page of this portal; `path` is the page's path inside the portal.
    pub fn link(&self, path: &str) -> String {
        let slash = if path.starts_with('/') { "" } else { "/" };
        format!("{}{}{slash}{path}", self.origin, self.path)
    }

    /// The path of a page as a browser on this portal's host names it.
    pub fn local(&self, path: &str) -> String {
        let slash = if path.starts_with('/') { "" } else { "/" };
        format!("{}{slash}{path}", self.path)
    }

    /// The path inside this portal, if a request for `host` and `path` is for it.
    pub(super) fn rest_of<'p>(&self, host: &str, path: &'p str) -> Option<&'p str> {
        if !self.origin.is_named_by(host) {
            return None;
        }
        match path.strip_prefix(self.path.as_str())? {
            "" => Some("/"),
            rest if rest.starts_with('/') => Some(rest),
            _ => None,
        }
    }

    /// Whether a request could be for both: the same host, and one path inside the other.
    pub fn overlaps(&self, other: &Address) -> bool {
        let one_path = self.path.as_str().is_empty() || other.path.as_str().is_empty();
        self.origin.shares_host_with(&other.origin) && (one_path || self.path == other.path)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{}", self.origin, self.path)
    }
}

/// `https://host[:port]`, or `http://` where the host is this very machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    secure: bool,
    host: String,
    port: Option<u16>,
}

impl Origin {
    pub fn parse(text: &str) -> Result<Origin, Fault> {
        let mend = "escriba solo el protocolo y el nombre, por ejemplo «https://portal.ejemplo.example»";
        let url = Url::parse(text).map_err(|_| Fault::new(format!("«{text}» no es una dirección"), mend))?;
        if !is_bare(&url) {
            return Err(Fault::new(format!("«{text}» lleva algo más que protocolo, nombre y puerto"), mend));
        }
        let host = url.host().ok_or_else(|| Fault::new(format!("«{text}» no nombra un servidor"), mend))?;
        let secure = match url.scheme() {
            "https" => true,
            "http" if is_loopback(&host) => false,
            "http" => {
                return Err(Fault::new(
                    format!("«{text}» enviaría las contraseñas sin cifrar"),
                    "escriba «https://»; «http://» solo vale para localhost",
                ));
            }
            _ => return Err(Fault::new(format!("«{text}» no empieza por «https://»"), mend)),
        };
        Ok(Origin { secure, host: host.to_string(), port: url.port() })
    }

    /// The host without port, as WebOTP and cookies name it.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port that a browser connects to.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(self.default_port())
    }

    /// Whether it is reached over HTTPS; only this very machine may be reached without.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    fn default_port(&self) -> u16 {
        if self.secure { 443 } else { 80 }
    }

    /// Whether a `Host` header names this origin, exactly: host and port.
    fn is_named_by(&self, header: &str) -> bool {
        let with_port = format!("{}:{}", self.host, self.port());
        let alone = self.port.is_none() && header.eq_ignore_ascii_case(&self.host);
        alone || header.eq_ignore_ascii_case(&with_port)
    }

    pub(super) fn shares_host_with(&self, other: &Origin) -> bool {
        self.host == other.host && self.port() == other.port()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.secure { "https" } else { "http" };
        write!(out, "{scheme}://{}", self.host)?;
        match self.port {
            Some(port) => write!(out, ":{port}"),
            None => Ok(()),
        }
    }
}

fn is_bare(url: &Url) -> bool {
    let without_path = matches!(url.path(), "" | "/");
    let without_person = url.username().is_empty() && url.password().is_none();
    without_path && without_person && url.query().is_none() && url.fragment().is_none()
}

/// Whether a host can only be this very machine.
pub(super) fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// Nothing, or one segment such as `/multiempleos`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathPrefix(String);

impl PathPrefix {
    pub fn parse(text: &str) -> Result<PathPrefix, Fault> {
        let well_formed = text.is_empty()
            || text.strip_prefix('/').is_some_and(|segment| {
                !segment.is_empty()
                    && segment.len() <= PATH_PREFIX_LENGTH_MAX
                    && segment.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            });
        if !well_formed {
            return Err(Fault::new(
                format!("«{text}» no sirve como comienzo de la ruta"),
                "escriba «» o una sola parte en minúsculas, por ejemplo «/empleados»",
            ));
        }
        Ok(PathPrefix(text.to_owned()))
    }

    pub(super) fn of_key(key: &PortalKey) -> PathPrefix {
        PathPrefix(format!("/{key}"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PathPrefix {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// The path of the mailed link inside the portal, with a slash at both ends; the token follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkPath(String);

impl LinkPath {
    pub fn parse(text: &str) -> Result<LinkPath, Fault> {
        let segments = text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
        let well_formed = text.len() <= LINK_PATH_LENGTH_MAX
            && segments.is_some_and(|segments| segments.split('/').all(is_plain_segment));
        if !well_formed {
            return Err(Fault::new(
                format!("«{text}» no sirve como ruta del enlace"),
                "empiece y termine con «/» y use letras sin tilde, cifras y «-», por ejemplo «/recuperar/clave/»",
            ));
        }
        Ok(LinkPath(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path with its token, inside the portal; for `Address::link`.
    pub fn with_token(&self, token: &str) -> String {
        format!("{}{token}", self.0)
    }

    /// Whether a link would also match this route of the portal's own pages; a part of the route in braces
    /// stands for any text.
    pub(super) fn collides_with(&self, route: &str) -> bool {
        let mut link = self.0.split('/').filter(|part| !part.is_empty()).map(Some).chain([None]);
        let mut page = route.split('/').filter(|part| !part.is_empty());
        loop {
            match (link.next(), page.next()) {
                (Some(_), Some(rest)) if rest.starts_with("{*") => return true,
                (Some(None), Some(_)) => {}
                (Some(Some(part)), Some(other)) if part == other || other.starts_with('{') => {}
                (None, None) => return true,
                _ => return false,
            }
        }
    }
}

fn is_plain_segment(segment: &str) -> bool {
    let starts_plain = segment.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric());
    starts_plain && segment.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}
