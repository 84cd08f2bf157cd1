//! JSON values against serde_json, and dates against a calendar counted by hand.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use touchbase::time::{DAY, Date, HOUR, parse_clock, rfc3339_hour};
use touchbase::value::Value;

#[test]
fn numbers_are_whole_or_null() {
    const SAFE: f64 = 9_007_199_254_740_991.0;
    for (number, whole, text) in [
        (0.0, Some(0), "0"),
        (-0.0, Some(0), "0"),
        (72.0, Some(72), "72"),
        (-1.0, Some(-1), "-1"),
        (SAFE, Some(9_007_199_254_740_991), "9007199254740991"),
        (-SAFE, Some(-9_007_199_254_740_991), "-9007199254740991"),
        (SAFE + 1.0, None, "null"),
        (0.5, None, "null"),
        (1e300, None, "null"),
        (f64::NAN, None, "null"),
        (f64::INFINITY, None, "null"),
        (f64::NEG_INFINITY, None, "null"),
    ] {
        assert_eq!(Value::Number(number).as_int(), whole, "{number}");
        assert_eq!(Value::Number(number).to_json(), text);
    }
}

#[test]
fn what_a_value_is_not_it_does_not_give() {
    let object: Value = serde_json::from_str(r#"{"a":[1,"x",true,null]}"#).unwrap();
    let items = object.get("a").unwrap().items();
    assert_eq!(items.len(), 4);
    assert_eq!(items[0].as_int(), Some(1));
    assert_eq!(items[1].as_str(), Some("x"));
    assert_eq!(items[2].as_bool(), Some(true));
    assert_eq!(items[3], Value::Null);
    assert_eq!(object.get("b"), None);
    for value in items {
        assert_eq!(value.get("a"), None);
        assert!(value.items().is_empty());
        assert!(value.members().is_empty());
    }
    assert_eq!(items[0].as_str().or(items[2].as_str()), None);
    assert_eq!(items[0].as_bool().or(items[1].as_bool()), None);
    assert_eq!(items[1].as_int().or(items[2].as_int()), None);
}

#[test]
fn strings_are_escaped_where_json_asks_for_it() {
    for (text, json) in [
        ("", r#""""#),
        ("\"\\/", r#""\"\\/""#),
        (
            "\n\r\t\u{8}\u{c}\u{0}\u{1f}",
            r#""\n\u000d\u0009\u0008\u000c\u0000\u001f""#,
        ),
        ("\u{7f}é\u{2028}\u{1f9e1}", "\"\u{7f}é\u{2028}\u{1f9e1}\""),
        ("</script>", r#""</script>""#),
    ] {
        assert_eq!(Value::from(text).to_json(), json);
    }
}

#[test]
fn members_keep_the_order_of_the_document() {
    let text = r#"{"z":1,"a":{"y":[],"b":{}},"m":"x"}"#;
    let value: Value = serde_json::from_str(text).unwrap();
    assert_eq!(value.to_json(), text);
    assert_eq!(serde_json::to_string(&value).unwrap(), text);
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(serde_json::Value::from),
        any::<String>().prop_map(serde_json::Value::from),
        "[\\x00-\\x1f\"\\\\\\u{7f}-\\u{a0}\\u{2028}\\u{2029}]{0,8}"
            .prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(4, 48, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::from),
            proptest::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_what_serde_json_reads(json in json()) {
        let value: Value = serde_json::from_str(&json.to_string()).unwrap();
        let written: serde_json::Value = serde_json::from_str(&value.to_json()).unwrap();
        prop_assert_eq!(&written, &json);
        prop_assert_eq!(&serde_json::to_value(&value).unwrap(), &json);
        // The same text for the same value, whichever of the two writers is asked.
        let again: Value = serde_json::from_str(&value.to_json()).unwrap();
        prop_assert_eq!(again, value);
    }

    #[test]
    fn any_number_that_serde_json_reads_is_kept(number in any::<f64>()) {
        let json = serde_json::Value::from(number);
        let value: Value = serde_json::from_value(json.clone()).unwrap();
        match json.as_f64() {
            Some(number) => prop_assert_eq!(value, Value::Number(number)),
            None => prop_assert_eq!(value, Value::Null),
        }
    }

    #[test]
    fn any_text_is_a_date_or_none_without_panic(text in "\\PC{0,12}|[0-9é-]{10}") {
        let _ = Date::parse(&text);
        let _ = parse_clock(&text);
    }
}

#[test]
fn dates_that_exist() {
    for text in [
        "1970-01-01",
        "2000-02-29",
        "2024-02-29",
        "2026-11-30",
        "2026-12-31",
        "2400-02-29",
        "0000-01-01",
        "9999-12-31",
    ] {
        assert!(Date::parse(text).is_some(), "{text}");
    }
}

#[test]
fn texts_that_are_no_date() {
    for text in [
        "",
        "2026-11-31",
        "2026-02-29",
        "1900-02-29",
        "2100-02-29",
        "2200-02-29",
        "2026-13-01",
        "2026-00-01",
        "2026-01-00",
        "2026-01-32",
        "2026-1-1",
        "26-11-22",
        "2026/11/22",
        "2026/11-22",
        "2026-11/22",
        "20261122",
        "2026-11-22Z",
        "2026-11-22T00:00:00Z",
        " 2026-11-22",
        "+026-11-22",
        "2026-+1-22",
        "2026-11--1",
        "202é-11-2",
        "٢٠٢٦-١١-٢٢",
    ] {
        assert_eq!(Date::parse(text), None, "{text}");
    }
}

/// Every day from 1600 to 2400, a whole cycle of the calendar on both sides of 1970, counted one
/// after the other.
#[test]
fn days_follow_each_other_as_in_the_calendar() {
    let first = -135_140;
    let mut before = Date::from_millis((first - 1) * DAY);
    let mut day = first;
    for year in 1600..2400 {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let february = if leap { 29 } else { 28 };
        let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        for (month, days) in months.into_iter().enumerate() {
            for d in 1..=days {
                let text = format!("{year:04}-{:02}-{d:02}", month + 1);
                let date = Date::parse(&text).unwrap();
                assert_eq!(Date::from_millis(day * DAY), date, "{text}");
                assert_eq!(Date::from_millis(day * DAY + DAY - 1), date, "{text}");
                assert!(before < date, "{text}");
                before = date;
                day += 1;
            }
        }
    }
    assert_eq!(Date::from_millis(0), Date::parse("1970-01-01").unwrap());
}

#[test]
fn hours_of_known_instants() {
    for (at, expected) in [
        (0, "1970-01-01T00:00:00Z"),
        (HOUR - 1, "1970-01-01T00:00:00Z"),
        (HOUR, "1970-01-01T01:00:00Z"),
        (-1, "1969-12-31T23:00:00Z"),
        (951_782_400_000, "2000-02-29T00:00:00Z"),
        (1_000_000_000_000, "2001-09-09T01:00:00Z"),
        (1_234_567_890_000, "2009-02-13T23:00:00Z"),
        (1_709_251_199_999, "2024-02-29T23:00:00Z"),
        (1_709_251_200_000, "2024-03-01T00:00:00Z"),
        (1_795_305_600_000, "2026-11-22T00:00:00Z"),
        (2_147_483_647_000, "2038-01-19T03:00:00Z"),
        (4_102_444_799_999, "2099-12-31T23:00:00Z"),
        (253_402_300_799_999, "9999-12-31T23:00:00Z"),
    ] {
        assert_eq!(rfc3339_hour(at), expected, "{at}");
    }
}

/// A computer's clock may say anything.
#[test]
fn no_instant_is_too_far() {
    for at in [
        i64::MIN,
        i64::MAX,
        8_640_000_000_000_000,
        -8_640_000_000_000_000,
    ] {
        let _ = Date::from_millis(at);
        assert!(rfc3339_hour(at).ends_with(":00:00Z"), "{at}");
    }
}

#[test]
fn clocks_have_24_hours_of_60_minutes() {
    for hours in 0..24_u16 {
        for minutes in 0..60_u16 {
            let text = format!("{hours:02}:{minutes:02}");
            assert_eq!(parse_clock(&text), Some(hours * 60 + minutes), "{text}");
        }
    }
    for text in [
        "", "24:00", "12:60", "8:00", "08:0", "0800", "08.00", "08:00:00", " 8:00", "-1:00",
        "+8:00", "é:00", "0é:0",
    ] {
        assert_eq!(parse_clock(text), None, "{text}");
    }
}
