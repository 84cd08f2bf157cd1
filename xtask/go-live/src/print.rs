//! The report for the person at the terminal.

use std::fmt::Write;

use touchbase::golive::{
    CHECKLIST, Check, Finding, Probed, Report, Seen, Severity, TEST_NAME, Verdict,
};

use crate::options::Options;

/// The line about one check as it is made.
pub(crate) fn progress(check: &Check) -> String {
    let word = match &check.verdict {
        Verdict::Passed => "passed",
        Verdict::Found(_) => "found",
        Verdict::NotTested(_) => "not tested",
    };
    format!("  {word:<10}  {}", check.title)
}

/// The whole report: the findings, the heaviest first, then what was asked for.
pub(crate) fn report(report: &Report, options: &Options) -> String {
    let mut out = format!("{}, checked on {}\n", options.config, report.checked_on);
    for severity in Severity::ALL {
        let of_it: Vec<&Finding> = report
            .findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .collect();
        if of_it.is_empty() {
            continue;
        }
        let _ = write!(out, "\n{}\n", heading(severity, of_it.len()));
        for finding in of_it {
            tell(&mut out, finding);
        }
    }
    for probed in &report.endpoints {
        endpoint(&mut out, probed);
    }
    if let Some(seen) = &report.seen {
        list(&mut out, seen, options.role.as_deref().unwrap_or_default());
    }
    if options.checklist {
        checklist(&mut out);
    }
    let count = |severity| {
        let of_it = report.all().filter(|finding| finding.severity == severity);
        counted(of_it.count(), severity)
    };
    let counts = Severity::ALL.map(count).join(", ");
    let verdict = match report.worst() {
        None | Some(Severity::Note) => "Nothing found that stands in the way of going live.",
        Some(Severity::Warning) => "To be mended before going live.",
        Some(Severity::Error) => "Not to go live with.",
    };
    let _ = write!(out, "\n{counts}. {verdict}\n");
    out
}

fn heading(severity: Severity, count: usize) -> String {
    let mut heading = counted(count, severity);
    heading.push(':');
    heading
}

fn counted(count: usize, severity: Severity) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {}{plural}", severity.as_str())
}

fn tell(out: &mut String, finding: &Finding) {
    let path = match finding.path.as_str() {
        "" => "the document",
        path => path,
    };
    let _ = write!(
        out,
        "  {path}  [{}]\n      {}\n",
        finding.code, finding.sentence
    );
    if let Some(saw) = &finding.saw {
        let _ = writeln!(out, "      Seen: {saw}.");
    }
}

fn endpoint(out: &mut String, probed: &Probed) {
    let _ = write!(out, "\nEndpoint {}", probed.endpoint);
    if let Some(origin) = &probed.origin {
        let _ = write!(out, " for pages at {origin}");
    }
    out.push_str(":\n");
    for check in &probed.checks {
        let _ = write!(out, "{}", progress(check));
        match &check.verdict {
            Verdict::Passed => out.push('\n'),
            Verdict::NotTested(reason) => {
                let _ = writeln!(out, ": {reason}");
            }
            Verdict::Found(findings) => {
                out.push('\n');
                for finding in findings {
                    let severity = finding.severity.as_str();
                    let _ = write!(
                        out,
                        "      {severity} [{}]\n      {}\n",
                        finding.code, finding.sentence
                    );
                    if let Some(saw) = &finding.saw {
                        let _ = writeln!(out, "      Seen: {saw}.");
                    }
                }
            }
        }
    }
    out.push_str(
        "  These checks look from outside. They cannot show that a request outlives a power cut: \
         run\n  with --keep, stop the receiver without warning, start it, and run with --again.\n",
    );
    if probed.left.is_empty() {
        return;
    }
    let count = probed.left.len();
    let _ = write!(
        out,
        "\n  {count} test requests may be at the desk now, each with the name\n  \"{TEST_NAME}\". \
         Delete them there. Their ids:\n"
    );
    for id in &probed.left {
        let _ = writeln!(out, "    {id}");
    }
}

fn list(out: &mut String, seen: &Seen, role: &str) {
    let _ = write!(out, "\nWhat someone sees whose role is \"{role}\":\n");
    if let Some(sentence) = seen.shown.sentence() {
        let _ = writeln!(out, "  {sentence}");
    }
    if seen.shown.is_help_only() {
        // Nobody is asked for a role there.
    } else if seen.roles.is_empty() {
        out.push_str("  No option asks for a role, so everyone sees the same.\n");
    } else if !seen.known {
        let roles = seen.roles.join(", ");
        let _ = writeln!(
            out,
            "  It is none of the roles that people can choose ({roles}), so they say \"none of \
             these\"."
        );
    }
    for (i, option) in seen.listed.iter().enumerate() {
        let _ = writeln!(
            out,
            "  {}. {} ({}): {}",
            i + 1,
            option.name,
            option.group,
            option.reason
        );
    }
    if !seen.not_for.is_empty() {
        out.push_str("  Under \"not for everyone\":\n");
    }
    for option in &seen.not_for {
        let _ = writeln!(out, "     {}: {}", option.name, option.reason);
    }
}

fn checklist(out: &mut String) {
    for reviewer in CHECKLIST {
        let required = if reviewer.required { " (required)" } else { "" };
        let _ = write!(
            out,
            "\nReview, {}{required}\n{}\n",
            reviewer.kind, reviewer.title
        );
        for item in reviewer.items {
            let _ = writeln!(out, "  [ ] {}", item.text);
        }
        out.push_str("  Name, date: ____________________\n");
    }
}
