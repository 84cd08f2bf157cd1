//! The order of the options: every combination of what it goes by on one list, against an oracle
//! that is written as a table, and against what each input may change; then arbitrary lists.
#![allow(clippy::explicit_write, clippy::unwrap_used)]

use std::cmp::Ordering;
use std::io::{Write, stdout};
use std::thread;

use proptest::collection::vec;
use proptest::prelude::*;
use touchbase::check::{Load, When};
use touchbase::config::shape::OPTION_KINDS;
use touchbase::support::{
    Audience, Eligibility, Fact, Group, Inputs, Order, Prefer, Rank, Route, RouteKind, Rule, Said,
    SupportOption, Tie, Traits, Wish, order,
};
use touchbase::words::Label;

/// All combinations of what was marked, wished and preferred on the list of [`fixed`], each with
/// several things said of oneself and known of opening hours: the oracle says the same about each,
/// and each differs from its neighbours only as its rule says.
#[test]
fn every_combination_is_ordered_as_the_rules_say() {
    let options = fixed();
    let label = Some(Said::Label(0));
    let none = Some(Said::NoneOfThese);
    let said = [
        NOTHING_SAID,
        [label, None, None, None, None],
        [Some(Said::Label(1)), None, None, None, None],
        [none, None, None, None, None],
        [None, none, None, None, None],
        [None, Some(Said::Label(1)), none, None, None],
        [label, label, label, None, None],
        [none, none, none, None, None],
    ];
    let check = &|said| {
        let table = Table::new(&options, said);
        table.agrees_with_the_oracle();
        table.loses_nothing_and_says_only_what_is_so();
        table.changes_only_as_each_rule_says();
        table.results.len()
    };
    let covered: usize = thread::scope(|scope| {
        let running = said.map(|said| scope.spawn(move || check(said)));
        running.map(|thread| thread.join().unwrap()).iter().sum()
    });
    print_covered("all inputs", covered);
    assert_eq!(covered, 2 * 4 * 7 * 2 * 3 * 32 * 2 * said.len());
}

/// All preferences with all states of all opening hours but those of crisis help, which stands
/// alone in its step.
#[test]
fn every_tie_is_broken_as_the_rules_say() {
    let options = fixed();
    let mut covered = 0;
    for prefer in PREFERS {
        for open in 0..1 << (options.len() - 1) {
            let known = |n: usize| (open >> n & 1 == 1).then_some(true);
            let case = Case {
                prefer,
                open: (0..options.len()).map(known).collect(),
                ..Case::default()
            };
            let result = case.order(&options, NOTHING_SAID);
            let ranked = ranked(&options, &case);
            assert!(same(
                &result,
                &oracle(&options, &case, NOTHING_SAID, &ranked)
            ));
            covered += 1;
        }
    }
    print_covered("ties", covered);
    assert_eq!(covered, 32 << 10);
}

/// A route that is closed and one that says nothing of its hours are alike: neither is open.
#[test]
fn closed_and_not_stated_stand_alike() {
    let options = fixed();
    for case in cases(options.len()).step_by(11) {
        let known = |open: &Option<bool>| open.filter(|open| *open);
        let open = case.open.iter().map(known).collect();
        let other = Case {
            open,
            ..case.clone()
        };
        let other = other.order(&options, NOTHING_SAID);
        assert!(same(&case.order(&options, NOTHING_SAID), &other));
    }
}

/// All that can be said of oneself moves options between the two lists and changes nothing else.
#[test]
fn what_one_says_of_oneself_only_moves_options_between_the_lists() {
    let options = fixed();
    let (mut covered, mut moved) = (0, 0);
    for case in cases(options.len()).take(2 * 4 * 7 * 2 * 3) {
        let all = case.order(&options, NOTHING_SAID);
        assert!(all.not_for.is_empty());
        let ranked = ranked(&options, &case);
        for said in everything_said() {
            let some = case.order(&options, said);
            assert!(same(&some, &oracle(&options, &case, said, &ranked)));
            let mut kept = indices(&all);
            kept.retain(|index| !some.not_for.iter().any(|(away, _)| away == index));
            assert_eq!(indices(&some), kept);
            for placed in &some.listed {
                let before = all.listed.iter().find(|p| p.index == placed.index).unwrap();
                assert!(placed.why.group == before.why.group);
                assert!(placed.why.rule == before.why.rule);
            }
            for (index, fact) in &some.not_for {
                assert!(options[*index].kind != "crisis");
                assert!(!options[*index].eligibility.labels(*fact).is_empty());
            }
            covered += 1;
            moved += usize::from(!some.not_for.is_empty());
        }
    }
    print_covered("said of oneself", covered);
    assert_eq!(covered, 336 * 4 * 4 * 3);
    assert!(moved > covered / 2, "{moved} of {covered}");
}

/// Past the capture of the test runner, so that a plain run shows it too.
fn print_covered(what: &str, covered: usize) {
    writeln!(stdout(), "order, {what}: {covered} combinations covered").unwrap();
}

/// The list that the person who opened the safety offer sees, spelled out.
#[test]
fn after_the_safety_offer_crisis_then_professional_then_colleagues() {
    let options = fixed();
    let mut first = None;
    for case in cases(options.len()).filter(|case| case.safety) {
        let order = case.order(&options, NOTHING_SAID);
        let mut groups: Vec<Group> = order.listed.iter().map(|p| p.why.group).collect();
        groups.dedup();
        let (head, rest) = groups.split_at(3);
        assert_eq!(head, [Group::Crisis, Group::Professional, Group::Peer]);
        let going_on = matches!(case.when, Some(When::Ongoing | When::TalkAhead));
        assert_eq!(rest.contains(&Group::Fits), going_on);
        let ids: Vec<&str> = indices(&order).iter().map(|i| &*options[*i].id).collect();
        first.get_or_insert(ids[0].to_owned());
    }
    assert_eq!(first.as_deref(), Some("crisis-team"));
}

/// Each rule by a worked example; the order of the groups is the rule's own.
#[test]
fn each_rule_has_its_order_of_groups() {
    use Group::{Crisis, Fits, Near, Other, Peer, Professional};
    let plain = Case::default();
    let much = Case {
        load: Load::Much,
        ..plain.clone()
    };
    let lasting = Case {
        when: Some(When::Longer),
        ..much.clone()
    };
    let going_on = Case {
        when: Some(When::Ongoing),
        ..plain.clone()
    };
    for (case, groups, rank_of_professional) in [
        (
            plain.clone(),
            vec![Crisis, Peer, Near, Professional, Other],
            Rank::Next,
        ),
        (
            much.clone(),
            vec![Crisis, Peer, Professional, Near, Other],
            Rank::Next,
        ),
        (
            lasting.clone(),
            vec![Crisis, Professional, Peer, Near, Other],
            Rank::First,
        ),
        (
            Case {
                worse: true,
                ..much.clone()
            },
            vec![Crisis, Professional, Peer, Near, Other],
            Rank::First,
        ),
        (
            Case {
                first: Some(Wish::Colleague),
                ..lasting
            },
            vec![Crisis, Peer, Professional, Near, Other],
            Rank::Next,
        ),
        (
            Case {
                first: Some(Wish::Professional),
                ..going_on.clone()
            },
            vec![Crisis, Professional, Fits, Peer, Near, Other],
            Rank::First,
        ),
        (
            going_on.clone(),
            vec![Crisis, Fits, Peer, Near, Professional, Other],
            Rank::After,
        ),
        (
            Case {
                safety: true,
                ..going_on
            },
            vec![Crisis, Professional, Peer, Fits, Near, Other],
            Rank::Next,
        ),
    ] {
        let order = case.order(&by_group(), NOTHING_SAID);
        let mut found: Vec<Group> = order.listed.iter().map(|p| p.why.group).collect();
        found.dedup();
        assert_eq!(found, groups);
        let professional = order.listed.iter().find(|p| p.why.group == Professional);
        assert!(professional.unwrap().why.rank == rank_of_professional);
    }
}

/// One combination of what the order goes by, but for what the person said of themselves.
#[derive(Clone, Default)]
struct Case {
    safety: bool,
    load: Load,
    when: Option<When>,
    worse: bool,
    first: Option<Wish>,
    prefer: Prefer,
    open: Vec<Option<bool>>,
}

impl Case {
    fn order(&self, options: &[SupportOption], said: Audienceless) -> Order {
        let audience = audience(said);
        order(
            options,
            &Inputs {
                safety: self.safety,
                load: self.load,
                when: self.when,
                worse: self.worse,
                first: self.first,
                prefer: self.prefer,
                audience: &audience,
                open_now: &self.open,
            },
        )
    }
}

/// Answers to the facts, as data that can be copied around in a test.
type Audienceless = [Option<Said>; Fact::ALL.len()];

const NOTHING_SAID: Audienceless = [None; Fact::ALL.len()];

fn audience(said: Audienceless) -> Audience {
    let mut audience = Audience::new();
    for (fact, said) in Fact::ALL.into_iter().zip(said) {
        audience.set(fact, said);
    }
    audience
}

const LOADS: [Load; 4] = [Load::Unknown, Load::Little, Load::Some, Load::Much];

/// No answer first, then the four that may only matter through [`Rule::Lasting`].
const WHENS: [Option<When>; 7] = [
    None,
    Some(When::Days),
    Some(When::Weeks),
    Some(When::NoSingleEvent),
    Some(When::Longer),
    Some(When::Ongoing),
    Some(When::TalkAhead),
];

const WISHES: [Option<Wish>; 3] = [None, Some(Wish::Colleague), Some(Wish::Professional)];

const PREFERS: [Prefer; 32] = {
    let mut out = [Prefer {
        outside: false,
        anonymous: false,
        in_person: false,
        phone: false,
        text: false,
    }; 32];
    let mut bits = 0;
    while bits < 32 {
        out[bits] = Prefer {
            outside: bits & 1 != 0,
            anonymous: bits & 2 != 0,
            in_person: bits & 4 != 0,
            phone: bits & 8 != 0,
            text: bits & 16 != 0,
        };
        bits += 1;
    }
    out
};

/// What is known of opening hours: nothing, and all three states side by side.
fn patterns(options: usize) -> Vec<Vec<Option<bool>>> {
    let alternating = |n: usize| match n % 3 {
        0 => Some(true),
        1 => Some(false),
        _ => None,
    };
    vec![vec![], (0..options).map(alternating).collect()]
}

/// Each answer to each fact that [`fixed`] asks about.
fn everything_said() -> Vec<Audienceless> {
    let (one, two) = (Some(Said::Label(0)), Some(Said::Label(1)));
    let none = Some(Said::NoneOfThese);
    let mut out = Vec::new();
    for role in [None, one, two, none] {
        for employment in [None, one, two, none] {
            for membership in [None, one, none] {
                out.push([role, employment, membership, None, None]);
            }
        }
    }
    out
}

/// The place of a case in a [`Table`], one digit per input.
#[derive(Clone, Copy)]
struct At {
    safety: usize,
    load: usize,
    when: usize,
    worse: usize,
    first: usize,
    prefer: usize,
    open: usize,
}

impl At {
    const BASES: [usize; 6] = [2, 4, WHENS.len(), 2, WISHES.len(), 32];

    fn of(mut n: usize) -> Self {
        let mut digit = |base| {
            let digit = n % base;
            n /= base;
            digit
        };
        Self {
            safety: digit(Self::BASES[0]),
            load: digit(Self::BASES[1]),
            when: digit(Self::BASES[2]),
            worse: digit(Self::BASES[3]),
            first: digit(Self::BASES[4]),
            prefer: digit(Self::BASES[5]),
            open: n,
        }
    }

    fn number(self) -> usize {
        let digits = [
            self.safety,
            self.load,
            self.when,
            self.worse,
            self.first,
            self.prefer,
        ];
        let bases = Self::BASES.iter().rev();
        digits
            .iter()
            .rev()
            .zip(bases)
            .fold(self.open, |n, (digit, base)| n * base + digit)
    }

    fn case(self, patterns: &[Vec<Option<bool>>]) -> Case {
        Case {
            safety: self.safety == 1,
            load: LOADS[self.load],
            when: WHENS[self.when],
            worse: self.worse == 1,
            first: WISHES[self.first],
            prefer: PREFERS[self.prefer],
            open: patterns[self.open].clone(),
        }
    }
}

fn cases(options: usize) -> impl Iterator<Item = Case> {
    let patterns = patterns(options);
    let count = At::BASES.iter().product::<usize>() * patterns.len();
    (0..count).map(move |n| At::of(n).case(&patterns))
}

/// The results of all cases for one audience.
struct Table<'a> {
    options: &'a [SupportOption],
    said: Audienceless,
    patterns: Vec<Vec<Option<bool>>>,
    results: Vec<Order>,
}

impl<'a> Table<'a> {
    fn new(options: &'a [SupportOption], said: Audienceless) -> Self {
        Self {
            options,
            said,
            patterns: patterns(options.len()),
            results: cases(options.len())
                .map(|case| case.order(options, said))
                .collect(),
        }
    }

    fn agrees_with_the_oracle(&self) {
        // What breaks ties hangs on the last two digits alone.
        let mut ranks = Vec::new();
        for open in 0..self.patterns.len() {
            for prefer in 0..PREFERS.len() {
                let at = At {
                    prefer,
                    open,
                    ..At::of(0)
                };
                ranks.push(ranked(self.options, &at.case(&self.patterns)));
            }
        }
        for (n, result) in self.results.iter().enumerate() {
            let at = At::of(n);
            let case = at.case(&self.patterns);
            let ranked = &ranks[at.open * PREFERS.len() + at.prefer];
            let expected = oracle(self.options, &case, self.said, ranked);
            assert!(
                same(result, &expected),
                "case {n}: {:?} for {:?}",
                indices(result),
                indices(&expected)
            );
        }
    }

    fn loses_nothing_and_says_only_what_is_so(&self) {
        for (n, result) in self.results.iter().enumerate() {
            let case = At::of(n).case(&self.patterns);
            holds_for_any_list(self.options, &case, result);
        }
    }

    /// Each result against those that differ from it in one input.
    fn changes_only_as_each_rule_says(&self) {
        for (n, result) in self.results.iter().enumerate() {
            let at = At::of(n);
            let case = at.case(&self.patterns);
            let wished = case.first.is_some();

            for load in 0..LOADS.len() {
                let other = self.at(At { load, ..at });
                assert!(!(case.safety || wished) || same(result, other), "load {n}");
            }
            let other = self.at(At { first: 0, ..at });
            assert!(!case.safety || same(result, other), "a wish {n}");
            let other = self.at(At { worse: 0, ..at });
            let may = case.load == Load::Much
                && case.when != Some(When::Longer)
                && !case.safety
                && !wished;
            assert!(may || same(result, other), "worse {n}");
            let worse = result.listed.iter().any(|p| p.why.rule == Rule::Worse);
            assert_eq!(worse, may && case.worse, "worse {n}");

            self.when_changes_only_its_own(n, at, result);

            let other = self.at(At { prefer: 0, ..at });
            same_but_within_steps(result, other, "a preference");
            let other = self.at(At { open: 0, ..at });
            same_but_within_steps(result, other, "opening hours");
        }
    }

    fn when_changes_only_its_own(&self, n: usize, at: At, result: &Order) {
        let none = self.at(At { when: 0, ..at });
        let case = at.case(&self.patterns);
        match case.when {
            None | Some(When::Days | When::Weeks | When::NoSingleEvent) => {
                assert!(same(result, none), "when {n}");
            }
            Some(When::Longer) => {
                let lasting = case.load == Load::Much && !case.safety && case.first.is_none();
                assert!(lasting || same(result, none), "longer {n}");
                let rule = result.listed.iter().any(|p| p.why.rule == Rule::Lasting);
                assert_eq!(rule, lasting, "longer {n}");
            }
            Some(When::Ongoing | When::TalkAhead) => {
                let moved: Vec<usize> = result
                    .listed
                    .iter()
                    .filter(|p| p.why.group == Group::Fits)
                    .map(|p| p.index)
                    .collect();
                let rest = |order: &Order| {
                    let rest = order.listed.iter().filter(|p| !moved.contains(&p.index));
                    rest.map(|p| (p.index, p.why.group as u8, p.why.rule as u8))
                        .collect::<Vec<_>>()
                };
                assert_eq!(rest(result), rest(none), "what is going on {n}");
                let kinds: &[&str] = match case.when {
                    Some(When::Ongoing) => &["legal_privileged", "union", "info"],
                    _ => &["coaching"],
                };
                for p in &result.listed {
                    let fits = kinds.contains(&&*self.options[p.index].kind);
                    assert_eq!(fits, moved.contains(&p.index), "what is going on {n}");
                }
                // Neither leads to professional help: what it moves in front is never that, and
                // what led before still leads behind it.
                let lead = |order: &Order| {
                    let groups = order.listed.iter().map(|p| p.why.group);
                    groups
                        .filter(|group| !matches!(group, Group::Crisis | Group::Fits))
                        .map(|group| group as u8)
                        .next()
                };
                assert_eq!(lead(result), lead(none), "what is going on {n}");
            }
        }
    }

    fn at(&self, at: At) -> &Order {
        &self.results[at.number()]
    }
}

/// What has to hold for any list whatever.
fn holds_for_any_list(options: &[SupportOption], case: &Case, result: &Order) {
    let mut all: Vec<usize> = indices(result);
    all.extend(result.not_for.iter().map(|(index, _)| *index));
    all.sort_unstable();
    assert_eq!(all, Vec::from_iter(0..options.len()), "lost or doubled");
    assert!(result.not_for.is_sorted_by_key(|(index, _)| *index));

    let crisis = |index: usize| options[index].kind == "crisis";
    let pinned = result.listed.iter().take_while(|p| crisis(p.index)).count();
    let there = (0..options.len()).filter(|index| crisis(*index)).count();
    assert_eq!(pinned, there, "crisis help is in front and never apart");

    for (i, placed) in result.listed.iter().enumerate() {
        let option = &options[placed.index];
        let next = result.listed.get(i + 1);
        match placed.why.tie {
            Some(Tie::Preference) => {
                let met = |index: usize| case.prefer.met_by(&options[index]).count();
                assert!(met(placed.index) > met(next.unwrap().index));
            }
            Some(Tie::Open) => {
                assert_eq!(case.open[placed.index], Some(true));
                assert_ne!(case.open[next.unwrap().index], Some(true));
            }
            Some(Tie::Sooner) => {
                let hours = option.expected_hours.unwrap();
                let next = options[next.unwrap().index].expected_hours;
                assert!(next.is_none_or(|next| hours < next));
            }
            Some(Tie::Host) | None => {}
        }
        assert_eq!(
            placed.why.rule == Rule::Safety,
            case.safety && placed.why.group != Group::Fits
        );
    }
}

/// The same steps one after the other, and in each the same options with the same groups, rules and
/// ranks.
fn same_but_within_steps(one: &Order, other: &Order, what: &str) {
    let parts = |order: &Order| {
        let mut parts: Vec<[u8; 5]> = Vec::with_capacity(order.listed.len());
        for (i, placed) in order.listed.iter().enumerate() {
            let begins = match i.checked_sub(1) {
                Some(before) if step(order, before) == step(order, i) => parts[before][0],
                _ => i as u8,
            };
            let why = placed.why;
            let reason = [why.group as u8, why.rule as u8, why.rank as u8];
            parts.push([begins, placed.index as u8, reason[0], reason[1], reason[2]]);
        }
        parts.sort_unstable();
        parts
    };
    assert!(parts(one) == parts(other), "{what}");
    assert!(one.not_for == other.not_for, "{what}");
}

/// Names the step of what stands at `i`: near help and colleagues are one where both come first.
fn step(order: &Order, i: usize) -> Group {
    let why = order.listed[i].why;
    match why.group {
        Group::Near if matches!(why.rule, Rule::Light | Rule::Unknown) => Group::Peer,
        group => group,
    }
}

fn same(one: &Order, other: &Order) -> bool {
    one.listed == other.listed && one.not_for == other.not_for
}

fn indices(order: &Order) -> Vec<usize> {
    order.listed.iter().map(|placed| placed.index).collect()
}

// The oracle. It reads the rules from a table of kinds, ranks all options by comparing two at a
// time, deals them out to the steps, and shares nothing with the code but the types.

const PROFESSIONAL: &[&str] = &["eap", "counselling", "clinical"];
const PEER: &[&str] = &["peer"];
const NEAR: &[&str] = &["self_care", "local", "chaplaincy"];
const OTHER: &[&str] = &[
    "legal_privileged",
    "info",
    "membership",
    "union",
    "coaching",
];

/// A rule: when it applies, and the kinds that it puts first and second.
struct Lead {
    applies: fn(&Case) -> bool,
    rule: Rule,
    first: &'static [&'static [&'static str]],
    second: &'static [&'static [&'static str]],
}

/// The first that applies counts.
const RULES: &[Lead] = &[
    Lead {
        applies: |c| c.safety,
        rule: Rule::Safety,
        first: &[PROFESSIONAL],
        second: &[PEER],
    },
    Lead {
        applies: |c| c.first == Some(Wish::Professional),
        rule: Rule::WantsProfessional,
        first: &[PROFESSIONAL],
        second: &[PEER],
    },
    Lead {
        applies: |c| c.first == Some(Wish::Colleague),
        rule: Rule::WantsColleague,
        first: &[PEER],
        second: &[PROFESSIONAL],
    },
    Lead {
        applies: |c| c.load == Load::Much && c.when == Some(When::Longer),
        rule: Rule::Lasting,
        first: &[PROFESSIONAL],
        second: &[PEER],
    },
    Lead {
        applies: |c| c.load == Load::Much && c.worse,
        rule: Rule::Worse,
        first: &[PROFESSIONAL],
        second: &[PEER],
    },
    Lead {
        applies: |c| c.load == Load::Some || c.load == Load::Much,
        rule: Rule::Weight,
        first: &[PEER],
        second: &[PROFESSIONAL],
    },
    Lead {
        applies: |c| c.load == Load::Little,
        rule: Rule::Light,
        first: &[NEAR, PEER],
        second: &[PROFESSIONAL],
    },
    Lead {
        applies: |_| true,
        rule: Rule::Unknown,
        first: &[NEAR, PEER],
        second: &[PROFESSIONAL],
    },
];

/// All options as the tie-breaks alone would order them.
fn ranked(options: &[SupportOption], case: &Case) -> Vec<usize> {
    let mut ranked = Vec::from_iter(0..options.len());
    ranked.sort_by(|i, j| decided(options, case, *i, *j).0);
    ranked
}

fn oracle(options: &[SupportOption], case: &Case, said: Audienceless, ranked: &[usize]) -> Order {
    let lead = RULES.iter().find(|lead| (lead.applies)(case)).unwrap();
    let (first, second) = (lead.first.concat(), lead.second.concat());
    let (fit, fit_rule): (&[&str], Rule) = match case.when {
        Some(When::Ongoing) => (&["legal_privileged", "info", "union"], Rule::Ongoing),
        Some(When::TalkAhead) => (&["coaching"], Rule::TalkAhead),
        _ => (&[], Rule::Unknown),
    };

    let mut not_for = Vec::new();
    let mut left: Vec<usize> = Vec::new();
    for (index, option) in options.iter().enumerate() {
        match excluded(options, option, said) {
            Some(fact) => not_for.push((index, fact)),
            None => left.push(index),
        }
    }
    let is = |index: &usize, kinds: &[&str]| kinds.contains(&&*options[*index].kind);

    // Steps from the top: the kinds, and the rank of what stands there.
    let fits_there = left.iter().any(|index| is(index, fit));
    let mut steps: Vec<(Vec<&str>, Rank)> = vec![(vec!["crisis"], Rank::First)];
    if case.safety {
        steps.push((first, Rank::Next));
        steps.push((second, Rank::After));
        steps.push((fit.to_vec(), Rank::After));
    } else if fits_there && case.first.is_some() {
        steps.push((first, Rank::First));
        steps.push((fit.to_vec(), Rank::Next));
        steps.push((second, Rank::After));
    } else if fits_there {
        steps.push((fit.to_vec(), Rank::First));
        steps.push((first, Rank::Next));
        steps.push((second, Rank::After));
    } else {
        steps.push((first, Rank::First));
        steps.push((second, Rank::Next));
    }
    steps.push((NEAR.to_vec(), Rank::After));
    steps.push((OTHER.to_vec(), Rank::After));

    let mut listed = Vec::new();
    for (kinds, rank) in steps {
        let mut placed = ranked.to_vec();
        placed.retain(|index| left.contains(index) && is(index, &kinds));
        left.retain(|index| !placed.contains(index));
        for (i, index) in placed.iter().enumerate() {
            let tie = if i + 1 < placed.len() {
                Some(decided(options, case, *index, placed[i + 1]).1)
            } else if i > 0 && decided(options, case, placed[i - 1], *index).1 == Tie::Host {
                Some(Tie::Host)
            } else {
                None
            };
            let group = match &*options[*index].kind {
                "crisis" => Group::Crisis,
                kind if fit.contains(&kind) => Group::Fits,
                kind if PROFESSIONAL.contains(&kind) => Group::Professional,
                kind if PEER.contains(&kind) => Group::Peer,
                kind if NEAR.contains(&kind) => Group::Near,
                _ => Group::Other,
            };
            let rule = match group {
                Group::Crisis if !case.safety => Rule::Pinned,
                Group::Fits => fit_rule,
                _ => lead.rule,
            };
            listed.push(touchbase::support::Placed {
                index: *index,
                why: touchbase::support::Why {
                    group,
                    rule,
                    rank,
                    tie,
                },
            });
        }
    }
    assert!(left.is_empty());
    Order { listed, not_for }
}

/// Which of two options of one step goes first, and by what.
fn decided(options: &[SupportOption], case: &Case, i: usize, j: usize) -> (Ordering, Tie) {
    let score = |n: usize| {
        let option = &options[n];
        let by = |kind| option.routes.iter().filter(|r| r.kind == kind).count() > 0;
        [
            (case.prefer.outside, option.traits.outside),
            (case.prefer.anonymous, option.traits.anonymous),
            (case.prefer.in_person, option.traits.in_person),
            (case.prefer.phone, by(RouteKind::Phone)),
            (case.prefer.text, by(RouteKind::Text)),
        ]
        .iter()
        .filter(|(wanted, met)| *wanted && *met)
        .count()
    };
    let open = |n: usize| matches!(case.open.get(n), Some(Some(true)));
    let sooner = match (options[i].expected_hours, options[j].expected_hours) {
        (Some(one), Some(other)) => one.cmp(&other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    };
    for (criterion, tie) in [
        (score(j).cmp(&score(i)), Tie::Preference),
        (open(j).cmp(&open(i)), Tie::Open),
        (sooner, Tie::Sooner),
    ] {
        if criterion != Ordering::Equal {
            return (criterion, tie);
        }
    }
    (i.cmp(&j), Tie::Host)
}

/// The first fact that the person answered with something that the option does not take.
fn excluded(options: &[SupportOption], option: &SupportOption, said: Audienceless) -> Option<Fact> {
    if option.kind == "crisis" {
        return None;
    }
    Fact::ALL.into_iter().zip(said).find_map(|(fact, said)| {
        let mut labels: Vec<&Label> = Vec::new();
        for option in options.iter().filter(|option| option.kind != "crisis") {
            labels.extend(option.eligibility.labels(fact));
        }
        let mut each: Vec<&Label> = Vec::new();
        labels.retain(|label| {
            let new = !each.contains(label);
            each.push(label);
            new
        });
        let takes = option.eligibility.labels(fact);
        let chosen = match said? {
            Said::NoneOfThese => None,
            Said::Label(n) => labels.get(usize::from(n)).copied(),
        };
        let open = takes.is_empty() || chosen.is_some_and(|label| takes.contains(label));
        (!open).then_some(fact)
    })
}

// Lists.

/// A list with every group in it, with equal and different data to break ties by.
fn fixed() -> Vec<SupportOption> {
    let nothing = Traits::default();
    let outside = Traits {
        outside: true,
        ..nothing
    };
    let in_person = Traits {
        in_person: true,
        ..nothing
    };
    let line = Traits {
        outside: true,
        anonymous: true,
        in_person: false,
    };
    let mut options = vec![
        option("colleagues", "peer", in_person, Some(24), "p"),
        option("doctors", "peer", line, None, "pt"),
        option("assistance", "eap", nothing, Some(48), "p"),
        option("lake", "counselling", outside, None, "p"),
        option("hill", "chaplaincy", outside, None, "p"),
        option("pages", "self_care", nothing, None, ""),
        option("lead", "local", in_person, Some(24), "p"),
        option("counsel", "legal_privileged", nothing, Some(2), "p"),
        option("union", "union", outside, Some(2), "pt"),
        option("coach", "coaching", in_person, Some(2), "t"),
        option("crisis-team", "crisis", nothing, None, "p"),
    ];
    let labels = |labels: &[&str]| labels.iter().copied().map(Label::from).collect();
    options[1].eligibility.roles = labels(&["Physician", "Student"]);
    options[2].eligibility.employment = labels(&["Employee"]);
    options[7].eligibility.employment = labels(&["Employee", "Staff"]);
    options[7].eligibility.roles = labels(&["Physician"]);
    options[8].eligibility.membership = labels(&["Union"]);
    options[10].eligibility.roles = labels(&["Physician"]);
    options
}

/// One option of each group; the last can be brought forward.
fn by_group() -> Vec<SupportOption> {
    [
        "membership",
        "clinical",
        "peer",
        "self_care",
        "crisis",
        "info",
    ]
    .iter()
    .map(|kind| option(kind, kind, Traits::default(), None, ""))
    .collect()
}

fn option(
    id: &str,
    kind: &str,
    traits: Traits,
    expected_hours: Option<u16>,
    routes: &str,
) -> SupportOption {
    let route = |kind| Route {
        kind,
        value: "555-0100".into(),
        ext: None,
        keyword: None,
        subject: None,
        label: None,
        recipient: None,
        time_zone: None,
        hours: vec![],
        always_open: false,
        closed_on: vec![],
        special_hours: vec![],
        sign_in: false,
        on_site: false,
    };
    SupportOption {
        id: id.into(),
        name: id.into(),
        kind: kind.into(),
        operator: "Operator".into(),
        routes: routes
            .chars()
            .map(|c| match c {
                'p' => route(RouteKind::Phone),
                't' => route(RouteKind::Text),
                _ => route(RouteKind::Web),
            })
            .collect(),
        expected_hours,
        traits,
        ..SupportOption::default()
    }
}

fn any_option() -> impl Strategy<Value = SupportOption> {
    let labels = || {
        vec(proptest::sample::select(&["A", "B", "C"][..]), 0..3)
            .prop_map(|labels| labels.into_iter().map(Label::from).collect::<Vec<_>>())
    };
    (
        proptest::sample::select(OPTION_KINDS),
        any::<[bool; 3]>(),
        proptest::option::of(0_u16..4),
        proptest::sample::select(&["", "p", "t", "pt", "w"][..]),
        [labels(), labels(), labels(), labels(), labels()],
    )
        .prop_map(
            |(kind, traits, hours, routes, [roles, employment, membership, countries, regions])| {
                let traits = Traits {
                    outside: traits[0],
                    anonymous: traits[1],
                    in_person: traits[2],
                };
                SupportOption {
                    eligibility: Eligibility {
                        roles,
                        employment,
                        membership,
                        countries,
                        regions,
                    },
                    ..option("", kind, traits, hours, routes)
                }
            },
        )
}

/// A number for a case and for what was said, so that neither type needs to be printable.
fn any_case() -> impl Strategy<Value = (usize, Vec<Option<bool>>, [u16; Fact::ALL.len()])> {
    (
        0..At::BASES.iter().product::<usize>(),
        vec(any::<Option<bool>>(), 0..14),
        [0_u16..6, 0_u16..6, 0_u16..6, 0_u16..6, 0_u16..6],
    )
}

fn case_of(n: usize, open: Vec<Option<bool>>) -> Case {
    Case {
        open,
        ..At::of(n).case(&[vec![]])
    }
}

/// Labels beyond the end among them: an answer to a longer list than this one.
fn said_of(numbers: [u16; Fact::ALL.len()]) -> Audienceless {
    numbers.map(|n| match n {
        0 => None,
        1 => Some(Said::NoneOfThese),
        n => Some(Said::Label(n - 2)),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn any_list_is_ordered_as_the_oracle_does(
        options in vec(any_option(), 0..14),
        (n, open, said) in any_case(),
    ) {
        let (case, said) = (case_of(n, open), said_of(said));
        let result = case.order(&options, said);
        let expected = oracle(&options, &case, said, &ranked(&options, &case));
        prop_assert!(same(&result, &expected));
        let mut all = indices(&result);
        all.extend(result.not_for.iter().map(|(index, _)| *index));
        all.sort_unstable();
        prop_assert_eq!(all, Vec::from_iter(0..options.len()));
    }

    /// The host's list in another order: what stands equal follows it, and nothing else does.
    #[test]
    fn the_hosts_order_decides_only_between_equals(
        (options, shuffled) in vec(any_option(), 0..14).prop_flat_map(|options| {
            let places = Vec::from_iter(0..options.len());
            (Just(options), Just(places).prop_shuffle())
        }),
        (n, open, _) in any_case(),
    ) {
        let case = case_of(n, open.clone());
        let result = case.order(&options, NOTHING_SAID);

        let mixed: Vec<SupportOption> = shuffled.iter().map(|i| options[*i].clone()).collect();
        let open = shuffled.iter().map(|i| open.get(*i).copied().flatten()).collect();
        let other = Case { open, ..case.clone() }.order(&mixed, NOTHING_SAID);
        let found: Vec<usize> = other.listed.iter().map(|p| shuffled[p.index]).collect();

        // The first result with each run of equals put in the new host order.
        let mut expected = indices(&result);
        expected.chunk_by_mut(|one, next| decided(&options, &case, *one, *next).1 == Tie::Host
            && step_of(&result, *one) == step_of(&result, *next))
            .for_each(|run| run.sort_by_key(|i| shuffled.iter().position(|j| j == i)));
        prop_assert_eq!(found, expected);
    }
}

fn step_of(order: &Order, index: usize) -> Group {
    let at = order.listed.iter().position(|p| p.index == index);
    step(order, at.unwrap())
}
