//! Quantities with units, as the package siunitx writes them, and chemical formulas of mhchem, in plain characters.

use super::{Converter, name as name_of, symbols};

/// Prefixes, which join what follows.
#[rustfmt::skip]
const PREFIXES: &[(&str, &str)] = &[
    ("atto", "a"), ("centi", "c"), ("deci", "d"), ("exa", "E"), ("femto", "f"), ("giga", "G"), ("hecto", "h"), ("kilo", "k"),
    ("mega", "M"), ("micro", "µ"), ("milli", "m"), ("nano", "n"), ("peta", "P"), ("pico", "p"), ("tera", "T"), ("per", "/"),
];

/// What belongs to the unit before.
const SUFFIXES: &[(&str, &str)] = &[("cubed", "³"), ("squared", "²")];

#[rustfmt::skip]
const UNITS: &[(&str, &str)] = &[
    ("GHz", "GHz"), ("GeV", "GeV"), ("Hz", "Hz"), ("MHz", "MHz"), ("MeV", "MeV"), ("TeV", "TeV"), ("ampere", "A"), ("angstrom", "Å"),
    ("bar", "bar"), ("bit", "bit"), ("byte", "B"), ("celsius", "°C"), ("cm", "cm"), ("coulomb", "C"), ("day", "d"), ("decibel", "dB"),
    ("degree", "°"), ("degreeCelsius", "°C"), ("eV", "eV"), ("electronvolt", "eV"), ("farad", "F"), ("fs", "fs"), ("gauss", "G"),
    ("gram", "g"), ("henry", "H"), ("hertz", "Hz"), ("hour", "h"), ("joule", "J"), ("kHz", "kHz"), ("keV", "keV"), ("kelvin", "K"),
    ("kilogram", "kg"), ("km", "km"), ("liter", "L"), ("litre", "L"), ("lumen", "lm"), ("meV", "meV"), ("meter", "m"),
    ("metre", "m"), ("minute", "min"), ("mm", "mm"), ("mole", "mol"), ("ms", "ms"), ("newton", "N"), ("nm", "nm"), ("ns", "ns"),
    ("ohm", "Ω"), ("parsec", "pc"), ("pascal", "Pa"), ("percent", "%"), ("ps", "ps"), ("second", "s"), ("steradian", "sr"),
    ("tesla", "T"), ("um", "µm"), ("us", "µs"), ("volt", "V"), ("watt", "W"), ("weber", "Wb"), ("year", "yr"),
];

fn find(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == name).map(|(_, sign)| *sign)
}

impl<'t> Converter<'t> {
    /// Writes a quantity or a chemical formula; `None` if the command is another, or its arguments are not in braces.
    pub(super) fn quantity(&mut self, name: &str, at: usize, end: usize) -> Option<usize> {
        let (numbers, has_unit) = match name {
            "num" | "ang" => (1, false),
            "numrange" => (2, false),
            "si" | "unit" => (0, true),
            "SI" | "qty" => (1, true),
            "SIrange" | "qtyrange" => (2, true),
            "ce" | "ch" | "chem" => {
                let (formula, next) = self.group(at, end)?;
                self.out.push_str(&chemistry(formula));
                return Some(next);
            }
            _ => return None,
        };
        let mut written = String::new();
        let mut next = at;
        if self.text[at..end].starts_with('[') {
            next = at + self.text[at..end].find(']')? + 1;
        }
        for index in 0..numbers {
            let (text, after) = self.group(next, end)?;
            written.push_str(if index > 0 { "–" } else { "" });
            written.push_str(&number(text));
            next = after;
        }
        if has_unit {
            let (text, after) = self.group(next, end)?;
            let unit = unit(text);
            if numbers > 0 && !matches!(unit.as_str(), "%" | "°" | "") {
                written.push(' ');
            }
            written.push_str(&unit);
            next = after;
        } else if name == "ang" {
            written.push('°');
        }
        self.out.push_str(&written);
        Some(next)
    }

    /// The content of the group at a place, and where it ends.
    fn group(&mut self, at: usize, end: usize) -> Option<(&'t str, usize)> {
        let close = self.pair(at).filter(|close| at < *close && *close < end)?;
        self.steps += close - at;
        Some((&self.text[at + 1..close], close + 1))
    }
}

/// A number: `1.2e-3` is 1.2×10⁻³.
fn number(text: &str) -> String {
    let text = text.replace("+-", "±").replace("\\pm", "±").replace('~', "");
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return text };
    match exponent.trim_start_matches('+').chars().map(symbols::superscript).collect::<Option<String>>() {
        Some(raised) if mantissa.is_empty() => format!("10{raised}"),
        Some(raised) => format!("{mantissa}×10{raised}"),
        None => text,
    }
}

/// A unit: `\kilo\metre\per\second` is km/s.
fn unit(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let name = name_of(rest);
                rest = &rest[name.len()..];
                if let Some(sign) = find(SUFFIXES, name) {
                    out.push_str(sign);
                    continue;
                }
                let prefix = find(PREFIXES, name);
                let joins = out.is_empty() || out.ends_with([' ', '/']) || prefix == Some("/");
                let sign =
                    prefix.or_else(|| find(UNITS, name)).or_else(|| symbols::symbol(name)).unwrap_or(name);
                out.push_str(if joins { "" } else { " " });
                out.push_str(sign);
                // What follows a prefix joins it.
                if prefix.is_some() && sign != "/" {
                    let unit = rest.strip_prefix('\\').map(name_of).unwrap_or_default();
                    out.push_str(find(UNITS, unit).unwrap_or(unit));
                    rest = if unit.is_empty() { rest } else { &rest[1 + unit.len()..] };
                }
            }
            '^' => {
                let exponent: String =
                    rest.chars().take_while(|c| c.is_ascii_digit() || "{-+".contains(*c)).collect();
                let raised: String = exponent
                    .chars()
                    .filter(|c| *c != '{')
                    .map(|c| symbols::superscript(c).unwrap_or(c))
                    .collect();
                out.push_str(&raised);
                rest = rest[exponent.len()..].trim_start_matches('}');
            }
            '.' | '~' => out.push(if c == '.' { '·' } else { ' ' }),
            '{' | '}' | '$' => (),
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}

/// A chemical formula: `H2O` is H₂O.
fn chemistry(text: &str) -> String {
    let mut out = String::new();
    let mut raised = false;
    for c in text.replace("<=>", "⇌").replace("->", "→").chars() {
        let follows =
            out.ends_with(|c: char| c.is_alphabetic() || c == ')' || c == ']' || ('₀'..='₉').contains(&c));
        match c {
            '^' => raised = true,
            '{' | '}' | '_' | '$' => raised = raised && c == '{',
            ' ' => {
                raised = false;
                out.push(' ');
            }
            c if raised => out.push(symbols::superscript(c).unwrap_or(c)),
            c if c.is_ascii_digit() && follows => out.push(symbols::subscript(c).unwrap_or(c)),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Math, to_text};

    #[test]
    fn quantities_have_their_units() {
        for (text, expected) in [
            (r"below \SI{2.1}{K} and $\SI{5}{\percent}$", "below 2.1 K and 5%"),
            (r"\SI{3e8}{\meter\per\second}", "3×10⁸ m/s"),
            (r"\qty{1.5}{\kilo\hertz}", "1.5 kHz"),
            (r"\SIrange{1}{2}{\micro\metre}", "1–2 µm"),
            (r"\num{1.2e-3}, \ang{45}, \si{\watt\per\metre\squared}", "1.2×10⁻³, 45°, W/m²"),
            (r"\SI[per-mode=symbol]{9.8}{m.s^{-2}}", "9.8 m·s⁻²"),
        ] {
            assert_eq!(to_text(text, Math::Text), expected, "{text}");
        }
    }

    #[test]
    fn chemical_formulas_have_subscripts() {
        for (text, expected) in [
            (r"\ce{H2O} and \ce{CO2}", "H₂O and CO₂"),
            (r"\ce{Ca^{2+}}, \ce{SO4^2-}", "Ca²⁺, SO₄²⁻"),
            (r"\ce{2H2 + O2 -> 2H2O}", "2H₂ + O₂ → 2H₂O"),
            (r"\ce{Mg(OH)2}", "Mg(OH)₂"),
            (r"$\ce{MoS2}$ layers", "MoS₂ layers"),
        ] {
            assert_eq!(to_text(text, Math::Text), expected, "{text}");
        }
    }
}
