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
        format!("{}{}", self.origin, self.local(path))
    }

    /// The path of a page as a browser on this portal's host names it; of no page, what all of them begin with.
    pub fn local(&self, path: &str) -> String {
        let slash = if path.is_empty() || path.starts_with('/') { "" } else { "/" };
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
pub fn is_loopback(host: &Host<&str>) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn address(origin: &str, path: &str) -> Address {
        Address {
            origin: Origin::parse(origin).expect("an origin"),
            path: PathPrefix::parse(path).expect("a path"),
        }
    }

    #[test]
    fn an_origin_is_https_or_this_very_machine() {
        for text in [
            "https://portal.example",
            "https://portal.example/",
            "https://portal.example:8443",
            "https://PORTAL.example",
            "http://localhost:8080",
            "http://portal.localhost",
            "http://127.0.0.1:8080",
            "http://[::1]:8080",
        ] {
            assert!(Origin::parse(text).is_ok(), "{text}");
        }
        for text in [
            "http://portal.example",
            "http://192.168.0.10",
            "http://localhost.portal.example",
            "http://0.0.0.0:8080",
            "ftp://portal.example",
            "portal.example",
            "https://",
            "https://portal.example/ruta",
            "https://portal.example?a=b",
            "https://portal.example#a",
            "https://persona@portal.example",
            "https://persona:clave@portal.example",
            "",
        ] {
            assert!(Origin::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_origin_prints_as_a_browser_names_it() {
        let printed = |text| Origin::parse(text).map(|origin| origin.to_string());
        assert_eq!(printed("https://PORTAL.example:443/"), Ok("https://portal.example".to_owned()));
        assert_eq!(printed("http://[::1]:8080"), Ok("http://[::1]:8080".to_owned()));
    }

    #[test]
    fn a_link_starts_with_the_configured_address() {
        let at_root = address("https://portal.example", "");
        assert_eq!(at_root.link("/recovery/abc"), "https://portal.example/recovery/abc");
        let under_path = address("http://localhost:8080", "/miportal");
        assert_eq!(under_path.link("/recovery/abc"), "http://localhost:8080/miportal/recovery/abc");
        assert_eq!(under_path.local("/recovery/abc"), "/miportal/recovery/abc");
        assert_eq!((at_root.local("").as_str(), under_path.local("").as_str()), ("", "/miportal"));
    }

    #[test]
    fn a_link_without_its_slash_still_stays_on_the_configured_host() {
        assert_eq!(
            address("https://portal.example", "").link(".otro.example"),
            "https://portal.example/.otro.example"
        );
        assert_eq!(address("https://portal.example", "").local("@otro.example"), "/@otro.example");
    }

    #[test]
    fn a_path_prefix_is_empty_or_one_plain_segment() {
        for text in ["", "/multiempleos", "/portal-2"] {
            assert!(PathPrefix::parse(text).is_ok(), "{text}");
        }
        for text in
            ["/", "multiempleos", "/a/", "/a/b", "/A", "/..", "/%61", "/á", &format!("/{}", "a".repeat(41))]
        {
            assert!(PathPrefix::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_link_path_starts_and_ends_with_a_slash() {
        for text in ["/cv/recordar/contrasena/", "/r/", "/restaurar/clave_2.0/"] {
            assert!(LinkPath::parse(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "/",
            "//",
            "cv/",
            "/cv",
            "/cv//clave/",
            "/../clave/",
            "/./",
            "/.well-known/",
            "/cl ave/",
            "/clave?/",
            "/{flow}/",
            "/contraseña/",
            "/%2e/",
            "/-/",
        ] {
            assert!(LinkPath::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_link_collides_with_a_page_of_the_same_shape_only() {
        let path = LinkPath::parse("/cv/recordar/contrasena/").expect("a path");
        assert_eq!(path.with_token("xoMw"), "/cv/recordar/contrasena/xoMw");
        for route in [
            "/cv/recordar/contrasena/{token}",
            "/cv/recordar/contrasena/ayuda",
            "/cv/{part}/contrasena/{token}",
            "/{one}/{two}/{three}/{four}",
            "/cv/{*rest}",
            "/{*rest}",
        ] {
            assert!(path.collides_with(route), "{route}");
        }
        for route in [
            "/",
            "/cv",
            "/cv/{id}",
            "/cv/recordar/contrasena",
            "/cv/recordar/contrasena/a/b",
            "/help/{*rest}",
        ] {
            assert!(!path.collides_with(route), "{route}");
        }
    }
}
