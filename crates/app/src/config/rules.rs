//! What the settings of an installation must not say together, and what is allowed and not wise. Promise: a password
//! that somebody types reaches us encrypted, or never leaves the machine; and the address that we count tries by is one
//! that its owner did not choose.

use std::net::SocketAddr;
use std::time::Duration;

use base::clock::Timestamp;
use base::web::source::TrustedProxies;
use identity::portals::{Fault, Portal, Portals};
use ipnet::IpNet;

use super::database::Database;
use crate::listen::tls::{Tls, Validity};

/// A network wider than these is not somebody's own.
const WIDEST_IPV4_PREFIX: u8 = 8;
const WIDEST_IPV6_PREFIX: u8 = 7;
const RENEW_BEFORE: Duration = Duration::from_secs(14 * 24 * 3600);

/// The way from a browser to us.
pub struct Way<'c> {
    pub listen: SocketAddr,
    pub tls: Option<&'c Tls>,
    pub proxies: &'c [IpNet],
    pub portals: Vec<&'c Portal>,
}

/// Where the metrics are told, and to whom besides this machine.
pub struct MetricsAddress {
    pub listen: SocketAddr,
    pub readers: Vec<IpNet>,
}

/// What is wrong or unwise; the key is the one to change.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    pub key: &'static str,
    pub fault: Fault,
}

/// Everything that contradicts something else.
pub fn contradictions(way: &Way, now: Timestamp) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(plain_http_stays_on_this_machine(way));
    found.extend(an_https_portal_is_served_over_https(way));
    found.extend(an_http_portal_stays_on_this_machine(way));
    found.extend(proxies_are_our_own(way));
    found.extend(the_certificate_is_current(way, now));
    found.extend(the_certificate_names_every_portal(way));
    found
}

/// What would tell the metrics to anybody.
pub fn unsafe_metrics(metrics: &MetricsAddress) -> Vec<Finding> {
    let is_open = !metrics.listen.ip().is_loopback() && metrics.readers.is_empty();
    let open = is_open.then(|| {
        finding(
            "metrics.listen",
            format!(
                "{} se alcanza desde otras máquinas, y no dice quién puede leer las métricas",
                metrics.listen
            ),
            "escuche en 127.0.0.1, o escriba en metrics.readers las direcciones de quienes las leen",
        )
    });
    let wide = wide(&metrics.readers).map(|wide| {
        finding(
            "metrics.readers",
            format!("«{wide}» abarca casi todo internet"),
            "escriba solo las direcciones de quienes leen las métricas",
        )
    });
    open.into_iter().chain(wide).collect()
}

/// Everything that is allowed and not wise.
pub fn advice(
    database: &Database,
    text_message_providers: usize,
    portals: &Portals,
    tls: Option<&Tls>,
    now: Timestamp,
) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(a_database_elsewhere_is_reached_encrypted(database));
    found.extend(text_messages_have_a_second_way(text_message_providers, portals));
    found.extend(the_certificate_will_be_renewed(tls, now));
    found
}

fn plain_http_stays_on_this_machine(way: &Way) -> Option<Finding> {
    let is_open = !way.listen.ip().is_loopback() && way.tls.is_none() && way.proxies.is_empty();
    is_open.then(|| {
        finding(
            "listen",
            format!("{} se alcanza desde otras máquinas, y las contraseñas llegarían sin cifrar", way.listen),
            "agregue [tls], o [proxy] con la red del proxy que cifra, o escuche en 127.0.0.1",
        )
    })
}

/// A browser that reached such a portal over plain HTTP would drop its cookies.
fn an_https_portal_is_served_over_https(way: &Way) -> Option<Finding> {
    let portal = way.portals.iter().find(|portal| portal.address.origin.is_secure())?;
    // On another address, the rule above speaks already.
    let trusted = TrustedProxies::new(way.proxies.to_vec());
    let is_bare = way.tls.is_none() && way.listen.ip().is_loopback() && !trusted.trusts(way.listen.ip());
    is_bare.then(|| {
        finding(
            "listen",
            format!("{} vive en «{}», y aquí nadie cifra", portal.key, portal.address.origin),
            &format!(
                "agregue [tls], o escriba en [proxy] «trusted = [\"{}\"]» si el proxy está en esta máquina",
                way.listen.ip()
            ),
        )
    })
}

fn an_http_portal_stays_on_this_machine(way: &Way) -> Option<Finding> {
    let portal = way.portals.iter().find(|portal| !portal.address.origin.is_secure())?;
    let is_elsewhere = way.tls.is_some() || !way.listen.ip().is_loopback();
    is_elsewhere.then(|| {
        finding(
            "listen",
            format!("{} vive en «{}», sin cifrar", portal.key, portal.address.origin),
            "escuche en 127.0.0.1 y sin [tls], o escriba «https://» en el address.origin del portal",
        )
    })
}

fn proxies_are_our_own(way: &Way) -> Option<Finding> {
    let wide = wide(way.proxies)?;
    Some(finding(
        "proxy.trusted",
        format!(
            "«{wide}» abarca casi todo internet, y cualquiera escogería la dirección con la que lo contamos"
        ),
        "escriba solo las direcciones de sus proxies",
    ))
}

/// The first network that is wider than somebody's own can be.
fn wide(networks: &[IpNet]) -> Option<&IpNet> {
    networks.iter().find(|network| {
        let widest = if network.addr().is_ipv4() { WIDEST_IPV4_PREFIX } else { WIDEST_IPV6_PREFIX };
        network.prefix_len() < widest
    })
}

fn the_certificate_is_current(way: &Way, now: Timestamp) -> Option<Finding> {
    let what = match way.tls?.validity_at(now) {
        Validity::Present => return None,
        Validity::Past => "el certificado ya venció",
        Validity::Future => "el certificado aún no vale",
    };
    Some(finding("tls.certificate", what, "renuévelo, y revise el reloj de la máquina"))
}

fn the_certificate_names_every_portal(way: &Way) -> Vec<Finding> {
    let Some(tls) = way.tls else { return Vec::new() };
    let unnamed = way.portals.iter().filter(|portal| !tls.names(portal.address.origin.host()));
    unnamed
        .map(|portal| {
            finding(
                "tls.certificate",
                format!(
                    "el certificado no es para «{}», donde vive {}",
                    portal.address.origin.host(),
                    portal.key
                ),
                "pida uno que nombre los servidores de todos los portales",
            )
        })
        .collect()
}

fn a_database_elsewhere_is_reached_encrypted(database: &Database) -> Option<Finding> {
    database.may_travel_in_the_clear.then(|| {
        finding(
            "database.url",
            "la base de datos está en otra máquina y la dirección no exige cifrado",
            "agregue «?sslmode=verify-full», o «?sslmode=disable» si la red ya cifra",
        )
    })
}

fn text_messages_have_a_second_way(providers: usize, portals: &Portals) -> Option<Finding> {
    let is_lone = providers == 1 && portals.iter().any(|portal| portal.sends_text_messages());
    is_lone.then(|| {
        finding(
            "text_messages",
            "hay un solo proveedor de mensajes de texto; si falla, nadie recibe su código",
            "agregue otra sección [[text_messages]] con un segundo proveedor",
        )
    })
}

fn the_certificate_will_be_renewed(tls: Option<&Tls>, now: Timestamp) -> Option<Finding> {
    let tls = tls?;
    let ends_soon = tls.validity_at(now) == Validity::Present
        && tls.validity_at(now.plus(RENEW_BEFORE)) == Validity::Past;
    ends_soon.then(|| {
        finding(
            "tls.certificate",
            "el certificado vence en menos de 14 días",
            "renuévelo y envíe SIGHUP al programa, que lo toma sin detenerse",
        )
    })
}

fn finding(key: &'static str, what: impl Into<String>, mend: &str) -> Finding {
    Finding { key, fault: Fault::new(what, mend) }
}
