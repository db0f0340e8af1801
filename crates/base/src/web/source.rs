//! Where a request comes from, as far as it can be trusted.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// Proxies whose `X-Forwarded-For` is believed; nobody else's is.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Vec<IpNet>);

/// The network a request came from: an IPv4 address, or the /64 of an IPv6 address, since one household or phone has a
/// whole /64 to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Source(String);

impl Source {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<IpAddr> for Source {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        })
    }
}

impl TrustedProxies {
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The first address, walking back from the connection, that is not a trusted proxy. A header that cannot be read ends
    /// the walk: what a client wrote in front of it decides nothing.
    pub fn client(&self, connection: IpAddr, forwarded_for: &[&str]) -> IpAddr {
        let mut client = connection.to_canonical();
        let hops = forwarded_for.iter().flat_map(|header| header.split(','));
        for hop in hops.rev() {
            if !self.trusts(client) {
                break;
            }
            match hop.trim().parse::<IpAddr>() {
                Ok(address) => client = address.to_canonical(),
                Err(_) => break,
            }
        }
        client
    }
}

/// The connection's other end; absent only in tests that have no connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

impl Default for Peer {
    fn default() -> Self {
        Self(IpAddr::V4(Ipv4Addr::LOCALHOST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn proxies() -> TrustedProxies {
        TrustedProxies::new(vec!["10.0.0.0/8".parse().unwrap()])
    }

    #[test]
    fn a_stranger_cannot_choose_the_address_it_comes_from() {
        assert_eq!(proxies().client(address("200.1.2.3"), &["1.1.1.1"]), address("200.1.2.3"));
        assert_eq!(TrustedProxies::default().client(address("10.0.0.1"), &["1.1.1.1"]), address("10.0.0.1"));
    }

    #[test]
    fn the_last_address_before_the_trusted_proxies_counts() {
        let client = proxies().client(address("10.0.0.1"), &["6.6.6.6, 200.1.2.3", "10.0.0.2"]);
        assert_eq!(client, address("200.1.2.3"));
        assert_eq!(proxies().client(address("10.0.0.1"), &["200.1.2.3, <script>"]), address("10.0.0.1"));
    }

    #[test]
    fn the_addresses_of_one_ipv6_household_are_one_source() {
        assert_eq!(Source::from(address("2001:db8:1:2::5")), Source::from(address("2001:db8:1:2:ffff::1")));
        assert_ne!(Source::from(address("2001:db8:1:2::5")), Source::from(address("2001:db8:1:3::5")));
        assert_eq!(Source::from(address("::ffff:200.1.2.3")).as_str(), "200.1.2.3");
    }
}
