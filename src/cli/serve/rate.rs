//! How often one client may ask: a bucket of tokens for each address, which fills again as time goes by.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many addresses have a bucket of their own; all others share one.
const ADDRESSES: usize = 1 << 14;

/// A bucket that nobody has taken from for so long is full.
const FULL_AFTER: Duration = Duration::from_secs(1);

/// So many requests a second, and as many at once, for each address.
pub(super) struct Rate {
    per_second: f64,
    buckets: Mutex<Buckets>,
}

struct Buckets {
    of: HashMap<IpAddr, Bucket>,
    swept: Instant,
}

struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Rate {
    pub(super) fn new(per_second: u32) -> Self {
        Self {
            per_second: f64::from(per_second.max(1)),
            buckets: Mutex::new(Buckets {
                of: HashMap::new(),
                swept: Instant::now(),
            }),
        }
    }

    /// Takes a token from a client's bucket; if there is none, says when there will be.
    pub(super) fn take(&self, client: IpAddr, now: Instant) -> Result<(), Duration> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let owner = buckets.owner(network(client), now);
        let bucket = buckets.of.entry(owner).or_insert(Bucket {
            tokens: self.per_second,
            at: now,
        });
        let passed = now.saturating_duration_since(bucket.at).as_secs_f64();
        bucket.tokens = (bucket.tokens + passed * self.per_second).min(self.per_second);
        bucket.at = now;
        if bucket.tokens < 1.0 {
            return Err(Duration::from_secs_f64(
                (1.0 - bucket.tokens) / self.per_second,
            ));
        }
        bucket.tokens -= 1.0;
        Ok(())
    }
}

impl Buckets {
    /// Whose bucket a client takes from. When there are too many, full ones are thrown away, but not all the time.
    fn owner(&mut self, client: IpAddr, now: Instant) -> IpAddr {
        if self.of.len() < ADDRESSES || self.of.contains_key(&client) {
            return client;
        }
        if now.saturating_duration_since(self.swept) >= FULL_AFTER {
            self.swept = now;
            self.of
                .retain(|_, bucket| now.saturating_duration_since(bucket.at) < FULL_AFTER);
        }
        match self.of.len() < ADDRESSES {
            true => client,
            false => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
        }
    }
}

/// An IPv6 address stands for the network that its owner has been given.
fn network(client: IpAddr) -> IpAddr {
    match client {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(number: u32) -> IpAddr {
        std::net::Ipv4Addr::from(number).into()
    }

    #[test]
    fn a_bucket_fills_again() {
        let rate = Rate::new(4);
        let begun = Instant::now();
        for _ in 0..4 {
            assert_eq!(rate.take(address(1), begun), Ok(()));
        }
        assert_eq!(
            rate.take(address(1), begun),
            Err(Duration::from_millis(250))
        );
        assert_eq!(rate.take(address(2), begun), Ok(()));
        let later = begun + Duration::from_millis(251);
        assert_eq!(rate.take(address(1), later), Ok(()));
        assert!(rate.take(address(1), later).is_err());
        let much_later = begun + Duration::from_secs(100);
        let taken = (0..100).filter(|_| rate.take(address(1), much_later).is_ok());
        assert_eq!(taken.count(), 4);
    }

    #[test]
    fn a_network_of_ipv6_is_one_client() {
        let rate = Rate::new(1);
        let now = Instant::now();
        let address = |text: &str| text.parse::<IpAddr>().expect("an address");
        assert!(rate.take(address("2001:db8::1"), now).is_ok());
        assert!(rate.take(address("2001:db8::2:1"), now).is_err());
        assert!(rate.take(address("2001:db8:0:1::1"), now).is_ok());
    }

    #[test]
    fn the_table_of_addresses_does_not_grow() {
        let rate = Rate::new(1);
        let begun = Instant::now();
        let many = u32::try_from(ADDRESSES).expect("it fits");
        let let_in = (0..2 * many).filter(|number| rate.take(address(*number), begun).is_ok());
        // One more is the bucket that the rest share.
        assert_eq!(let_in.count(), ADDRESSES + 1);
        let length = || rate.buckets.lock().expect("nobody panics").of.len();
        assert_eq!(length(), ADDRESSES + 1);
        let later = begun + Duration::from_secs(2);
        assert!(rate.take(address(2 * many), later).is_ok());
        assert_eq!(length(), 1);
    }
}
