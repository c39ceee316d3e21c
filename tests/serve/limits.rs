//! Clients that are slow, many, or in a hurry.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::support::*;

/// Sends bytes one by one until the service has had enough of it; says how long that took.
fn drip(stream: &mut TcpStream, bytes: &[u8], pause: Duration) -> Duration {
    let begun = Instant::now();
    for byte in bytes {
        if stream.write_all(&[*byte]).is_err() {
            break;
        }
        thread::sleep(pause);
        stream.set_nonblocking(true).expect("it can be set");
        let heard = stream.peek(&mut [0]);
        stream.set_nonblocking(false).expect("it can be set");
        if !matches!(&heard, Err(error) if error.kind() == ErrorKind::WouldBlock) {
            break;
        }
    }
    begun.elapsed()
}

fn connections(service: &Service) -> usize {
    gauge(service, "attache_connections ")
}

fn gauge(service: &Service, name: &str) -> usize {
    let metrics = service.get("/metrics").2;
    let line = metrics.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|number| number.parse().ok())
        .unwrap_or_else(|| panic!("{metrics}"))
}

#[test]
fn an_address_that_asks_too_often_is_told_when_to_come_again() {
    let ask = |service: &Service| {
        let host = &service.address;
        let request = format!("GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n");
        let last = format!("GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let mut stream = service.connect();
        let requests = request.repeat(9) + &last;
        stream.write_all(requests.as_bytes()).expect("it listens");
        rest(&mut stream).to_lowercase()
    };
    let service = Service::start(&["--rate", "1"]);
    let answers = ask(&service);
    assert!(answers.starts_with("http/1.1 200"), "{answers}");
    assert!(answers.matches("http/1.1 429").count() >= 5, "{answers}");
    assert!(answers.contains("retry-after: 1\r\n"), "{answers}");
    assert!(answers.contains("\"code\":\"too_many\""), "{answers}");
    assert!(
        answers.contains("x-content-type-options: nosniff"),
        "{answers}"
    );
    thread::sleep(Duration::from_millis(1500));
    assert_eq!(service.get("/healthz").0, 200);
    let free = Service::start(&[]);
    assert_eq!(ask(&free).matches("http/1.1 200").count(), 10);
}

#[test]
fn further_connections_wait_until_others_end() {
    let service = Service::start(&["--connections", "2", "--idle-timeout", "60"]);
    let (first, _second) = (service.connect(), service.connect());
    let mut third = service.connect();
    let host = &service.address;
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    third.write_all(request.as_bytes()).expect("it listens");
    third
        .set_read_timeout(Some(Duration::from_millis(700)))
        .expect("it can be set");
    let early = third.read(&mut [0; 64]).map_err(|error| error.kind());
    assert!(
        matches!(early, Err(ErrorKind::WouldBlock | ErrorKind::TimedOut)),
        "{early:?}"
    );
    drop(first);
    third
        .set_read_timeout(Some(Duration::from_secs(60)))
        .expect("it can be set");
    assert!(rest(&mut third).starts_with("HTTP/1.1 200"));
}

#[test]
fn who_does_not_send_a_request_is_cut_off() {
    let service = Service::start(&["--idle-timeout", "1"]);
    let host = &service.address;
    let soon = Duration::from_millis(900)..Duration::from_secs(20);
    let mut silent = service.connect();
    let begun = Instant::now();
    assert_eq!(rest(&mut silent), "");
    assert!(soon.contains(&begun.elapsed()), "{:?}", begun.elapsed());
    // A head that comes byte by byte has no longer than one that doesn't come.
    let mut slow = service.connect();
    let head = format!("GET / HTTP/1.1\r\nHost: {host}\r\nX: {}", "x".repeat(500));
    let took = drip(&mut slow, head.as_bytes(), Duration::from_millis(100));
    assert!(soon.contains(&took), "{took:?}");
    assert!(!rest(&mut slow).contains(" 200 "));
    // Nor may an answered client keep its connection for nothing.
    let mut answered = service.connect();
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n");
    answered.write_all(request.as_bytes()).expect("it listens");
    let begun = Instant::now();
    assert!(rest(&mut answered).ends_with("{\"status\":\"ok\"}"));
    assert!(soon.contains(&begun.elapsed()), "{:?}", begun.elapsed());
    assert_eq!(connections(&service), 1);
}

fn head(service: &Service, kind: &str, length: usize) -> String {
    let host = &service.address;
    format!(
        "POST /extract HTTP/1.1\r\nHost: {host}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    )
}

#[test]
fn a_body_that_does_not_come_is_not_waited_for() {
    let service = Service::start(&["--idle-timeout", "1"]);
    for kind in [JSON, LINES] {
        let mut stream = service.connect();
        let request = head(&service, kind, 1000) + "{\"text\"";
        stream.write_all(request.as_bytes()).expect("it listens");
        let begun = Instant::now();
        let answer = rest(&mut stream);
        assert!(answer.contains("\"code\":\"timeout\""), "{kind}: {answer}");
        assert!(begun.elapsed() < Duration::from_secs(20), "{kind}");
    }
    assert_eq!(connections(&service), 1);
}

#[test]
fn a_body_that_comes_byte_by_byte_has_no_longer_than_a_request() {
    let service = Service::start(&["--timeout", "2", "--idle-timeout", "2"]);
    for kind in [JSON, LINES] {
        let mut stream = service.connect();
        let head = head(&service, kind, 1000);
        stream.write_all(head.as_bytes()).expect("it listens");
        let drops = "{".repeat(990);
        let took = drip(&mut stream, drops.as_bytes(), Duration::from_millis(100));
        assert!(took < Duration::from_secs(30), "{kind}: {took:?}");
        let answer = rest(&mut stream);
        // JSON Lines are being answered from the first byte on.
        let status = if kind == JSON { " 408 " } else { " 200 " };
        assert!(answer.contains(status), "{kind}: {answer}");
        assert!(
            kind == LINES || answer.contains("\"code\":\"timeout\""),
            "{answer}"
        );
    }
    assert_eq!(connections(&service), 1);
}

#[test]
fn who_does_not_read_an_answer_is_cut_off() {
    let service = Service::start(&["--idle-timeout", "1"]);
    let script = service.get("/page.js").2.len();
    let host = &service.address;
    // More than the buffers of both sides hold.
    let count = (64 << 20) / script;
    let request = format!("GET /page.js HTTP/1.1\r\nHost: {host}\r\n\r\n").repeat(count);
    let mut stream = service.connect();
    let mut writer = stream.try_clone().expect("it is open");
    let sender = thread::spawn(move || writer.write_all(request.as_bytes()));
    soon("the connection is cut off", || connections(&service) == 1);
    let read = rest(&mut stream).len();
    assert!(read < count * script / 2, "{read}");
    let _ = sender.join().expect("it does not panic");
}

#[cfg(unix)]
#[test]
fn requests_under_way_are_answered_when_it_is_told_to_end() {
    let mut service = Service::start(&["--idle-timeout", "60"]);
    let body = "{\"text\": \"Talks in Oslo.\"}";
    let mut half = service.connect();
    let head = head(&service, JSON, body.len());
    half.write_all(head.as_bytes()).expect("it listens");
    half.write_all(&body.as_bytes()[..5]).expect("it listens");
    let _silent = service.connect();
    let mut stalled = service.connect();
    stalled.write_all(b"GET / HT").expect("it listens");
    thread::sleep(Duration::from_millis(500));
    let pid = service.child.id().to_string();
    let told = Command::new("kill").args(["-TERM", &pid]).status();
    assert!(told.is_ok_and(|status| status.success()));
    thread::sleep(Duration::from_millis(500));
    half.write_all(&body.as_bytes()[5..]).expect("it listens");
    let answer = rest(&mut half);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let begun = Instant::now();
    let status = service.child.wait().expect("it ends");
    assert!(status.success(), "{status}");
    assert!(begun.elapsed() < Duration::from_secs(15));
    assert!(TcpStream::connect(&service.address).is_err());
}

#[test]
fn work_that_nobody_waits_for_is_still_counted() {
    let service = Service::start(&["--max-bytes", "8000000"]);
    let text = "Russian President Vladimir Putin met officials of China in Oslo on Monday. ";
    let body = format!("{{\"text\": \"{}\"}}", text.repeat(100_000));
    let mut stream = service.connect();
    let head = head(&service, JSON, body.len());
    stream.write_all(head.as_bytes()).expect("it listens");
    stream.write_all(body.as_bytes()).expect("it listens");
    let busy = || gauge(&service, "attache_busy_threads ");
    soon("the text is being read", || busy() == 1);
    drop(stream);
    soon("the connection has ended", || connections(&service) == 1);
    assert_eq!(busy(), 1);
}
