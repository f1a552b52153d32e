//! Texts as authors write them, and what a reader of the page sees: each kind that once read worse than on arXiv.

use super::{Math, to_page, to_text};
use crate::text::{link, markdown};

/// The Markdown of a page.
fn page(text: &str, math: Math) -> String {
    markdown::escaped(&link::mark(&to_page(text, math)))
}

/// Checks the page with formulas, and the text without.
fn check(table: &[(&str, &str, &str)]) {
    let mut wrong = Vec::new();
    for (text, on_page, plain) in table {
        let found = (page(text, Math::Keep), to_text(text, Math::Text).into_owned());
        if (found.0.as_str(), found.1.as_str()) != (on_page, plain) {
            wrong.push(format!("{text}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The same where both are the same.
fn check_text(table: &[(&str, &str)]) {
    check(&table.iter().map(|(text, expected)| (*text, *expected, *expected)).collect::<Vec<_>>());
}

#[test]
fn unicode_commands_become_characters() {
    check_text(&[
        (r"1990$\unicode{x2013}$2000", "1990–2000"),
        (r"M$\unicode{xFC}$ller", "Müller"),
        (r"5 $\unicode{x212B}$", "5 \u{212b}"),
        (r"the Schr$\unicode{246}$dinger bridge", "the Schrödinger bridge"),
        (r"$\unicode{x201C}$so-called$\unicode{x201D}$", "“so-called”"),
        (r"a $\unicode{x2014}$ b", "a — b"),
    ]);
}

#[test]
fn links_in_formulas_are_links() {
    let link = "<a href=\"https://github.com/a/b\">https&#58;//github.com/a/b</a>";
    check(&[
        (
            r"at $\href{https://github.com/a/b}{code}$",
            &format!("at code ({link})"),
            "at code (https://github.com/a/b)",
        ),
        (
            r"$\href{https://github.com/a/b}{\text{Code}}$.",
            &format!("Code ({link})."),
            "Code (https://github.com/a/b).",
        ),
        (r"$\url{https://github.com/a/b}$", link, "https://github.com/a/b"),
        (
            r"at \href{https://github.com/a/b}{our page}",
            &format!("at our page ({link})"),
            "at our page (https://github.com/a/b)",
        ),
        (r"\hyperlink{https://github.com/a/b}{this https URL}", link, "https://github.com/a/b"),
        (
            r"\href{https://github.com/a/b}{this https URL} and more",
            &format!("{link} and more"),
            "https://github.com/a/b and more",
        ),
        (r"\texttt{\url{https://github.com/a/b}}", link, "https://github.com/a/b"),
    ]);
}

#[test]
fn old_fonts_are_kept_and_read_as_letters() {
    check(&[
        (r"of ${\cal N}=4$ SYM", r"of $`{\cal N}=4`$ SYM", "of N=4 SYM"),
        (r"${\cal N}$-body", r"$`{\cal N}`$-body", "N-body"),
        (r"$\frak{sl}_2$", r"$`\frak{sl}_2`$", "sl₂"),
        (r"$\Bbb{R}^n$", r"$`\Bbb{R}^n`$", "ℝⁿ"),
        (r"$\Bbbk$-algebra", r"$`\Bbbk`$-algebra", "𝕜-algebra"),
        (r"$\mathbbm{1}_A$", r"$`\mathbb{1}_A`$", "𝟙_A"),
        (r"$\EuScript{C}$ is", r"$`\mathscr{C}`$ is", "C is"),
        (r"{\cal N}=4 theories", "N=4 theories", "N=4 theories"),
    ]);
}

#[test]
fn mathjax_commands_are_kept_and_readable() {
    check(&[
        (r"$X\xrightarrow{f}Y$", r"$`X\xrightarrow{f}Y`$", "X →ᶠ Y"),
        (r"$\sum_{\substack{a\in A}} a$", r"$`\sum_{\substack{a\in A}} a`$", "∑_(a ∈ A) a"),
        (r"${a \over b}$", r"$`{a \over b}`$", "a / b"),
        (r"$\underline{x}$", r"$`\underline{x}`$", "x"),
        (
            r"$\begin{pmatrix}1 & 0\\0 & 1\end{pmatrix}$",
            r"$`\begin{pmatrix}1 & 0\\ 0 & 1\end{pmatrix}`$",
            "(1 0; 0 1)",
        ),
        (
            r"$f(x)=\begin{cases}1&x>0\\0\end{cases}$",
            r"$`f(x)=\begin{cases}1& x\gt 0\\ 0\end{cases}`$",
            "f(x)={1 x>0; 0",
        ),
        (r"$\smash{x}$ or $\mbox{if }x$", r"$`\smash{x}`$ or $`\text{if }x`$", "x or if x"),
        (
            r"$\sum_{\substack{p\le x\\ p\ne q}} 1$",
            r"$`\sum_{\substack{p\le x\\ p\ne q}} 1`$",
            "∑_(p ≤ x, p ≠ q) 1",
        ),
        (r"$A \xleftarrow[g]{f} B$", "A ←<sub>g</sub>ᶠ B", "A ←_(g)ᶠ B"),
        (r"$\pmatrix{a&b\cr c&d}$", "(a b; c d)", "(a b; c d)"),
        (
            r"$\operatorname{rank} A$, $\tr\rho$",
            r"$`\mathop{\mathrm{rank}} A`$, $`\mathop{\mathrm{tr}}\rho`$",
            "rank A, tr ρ",
        ),
    ]);
}

#[test]
fn ampersands_in_formulas_show_no_source() {
    check(&[
        (r"$\mathcal{J}\&\mathcal{F}$", r"$`\mathcal{J}\& \mathcal{F}`$", "J&F"),
        (r"by $R\&D$.", r"by $`R\& D`$.", "by R&D."),
        (r"a $\&$ b", "a &amp; b", "a & b"),
        (r"L$\&$M", "L&amp;M", "L&M"),
        (r"the $J \& F$ score", r"the $`J \& F`$ score", "the J & F score"),
    ]);
}

#[test]
fn scripts_without_characters_are_elements() {
    check(&[
        (r"YBa$_2$Cu$_3$O$_{7-\delta}$", "YBa₂Cu₃O<sub>7-δ</sub>", "YBa₂Cu₃O_(7-δ)"),
        (r"La$_{0.7}$Sr$_{0.3}$MnO$_3$", "La<sub>0.7</sub>Sr<sub>0.3</sub>MnO₃", "La_(0.7)Sr_(0.3)MnO₃"),
        (r"E$_{\mathrm{com}}$G$_1$", "E<sub>com</sub>G₁", "E_(com)G₁"),
        (r"S$^{\rm AHE}$ and x$^{\alpha}$y", "Sᴬᴴᴱ and x<sup>α</sup>y", "Sᴬᴴᴱ and x^(α)y"),
        (r"K$_{q}$s", "K<sub>q</sub>s", "K_(q)s"),
        (
            r"N\textsubscript{eff} m\textsuperscript{-1.5}",
            "N<sub>eff</sub> m<sup>-1.5</sup>",
            "N_eff m^(-1.5)",
        ),
        (r"Bi$_{2-x}$Sb$_x$Te$_3$", "Bi₂₋ₓSbₓTe₃", "Bi₂₋ₓSbₓTe₃"),
        (r"Cu[N(CN)$_2$]Br, (h$^{-1}$Mpc)$^3$", "Cu&#91;N(CN)₂&#93;Br, (h⁻¹Mpc)³", "Cu[N(CN)₂]Br, (h⁻¹Mpc)³"),
        (r"authors$^{1,2}$ of \mathrm{CO}_2", "authors<sup>1,2</sup> of CO₂", "authors^(1,2) of CO₂"),
        (r"{$x$}B and $M_{\rm BH}$\,kg", r"xB and $`M_{\rm BH}`$ kg", "xB and M_(BH) kg"),
    ]);
    assert_eq!(page(r"$E_{\rm com}G_1$, x$_{a_b}$", Math::Text), "E<sub>com</sub>G₁, x<sub>a_b</sub>");
    assert_eq!(page(r"$\sigma_{xy}^{AHE}$", Math::Text), "σ<sub>xy</sub>ᴬᴴᴱ");
}

#[test]
fn commands_are_not_read_as_words() {
    check(&[
        (r"states $\ket{\sigma,l}$", "states &#124;σ,l⟩", "states |σ,l⟩"),
        (r"$\bra{a}b\ket{c}$", "⟨a&#124;b&#124;c⟩", "⟨a|b|c⟩"),
        (r"below $\SI{2.1}{K}$", "below 2.1 K", "below 2.1 K"),
        (r"$a\kern-2mu b$", "$`a  b`$", "a b"),
        (r"\hspace{1em}x\kern{2pt}y", "xy", "xy"),
        (r"$\norm{x}_2$", "‖x‖₂", "‖x‖₂"),
        (r"$\abs{x}$", "&#124;x&#124;", "|x|"),
        (r"$\phantom{x}y$", "y", "y"),
        (r"$\ketbra{a}{b}$, $\braket{a}{b}$", "&#124;a⟩⟨b&#124;, ⟨a&#124;b⟩", "|a⟩⟨b|, ⟨a|b⟩"),
        (r"a\hspace*{2mm}b, \vskip 3mm c", "ab, c", "ab, c"),
        (
            r"2\farcs3 or 13\arcmin, 5\permil of \LambdaCDM",
            "2″.3 or 13′, 5‰ of ΛCDM",
            "2″.3 or 13′, 5‰ of ΛCDM",
        ),
        (r"\ion{H}{ii} and \ch{H2O}", "H ii and H₂O", "H ii and H₂O"),
        (r"\raise.17ex\hbox{$\sim$}8B, \scalebox{0.5}{s}", "∼8B, s", "∼8B, s"),
        (r"\newcommand{\x}[1]{y}We \def\foo{bar}show", "We show", "We show"),
        (r"\includegraphics[width=1cm]{a.png}x\index{a}", "x", "x"),
        (r"ACT+{\it Planck}+BAO, {\bf x}y, H{\sc i}", "ACT+Planck+BAO, xy, H i", "ACT+Planck+BAO, xy, H i"),
    ]);
}

#[test]
fn abbreviations_are_written_out() {
    check_text(&[
        (r"models, \eg GPT", "models, e.g. GPT"),
        (r"(\ie, all)", "(i.e., all)"),
        (r"cats, dogs, \etc.", "cats, dogs, etc."),
        (r"Smith \etal{} show", "Smith et al. show"),
        (r"\eg\ this", "e.g. this"),
        (r"us \vs them, \cf. above", "us vs. them, cf. above"),
        (r"\wrt~the", "w.r.t. the"),
    ]);
}

#[test]
fn macros_without_braces_read_as_their_names() {
    check_text(&[
        (r"We propose \ours, which", "We propose ours, which"),
        (r"\method is fast", "method is fast"),
        (r"with \model.", "with model."),
        (r"(\ours)", "(ours)"),
        (r"\ours~is", "ours is"),
        (r"\method's speed", "method's speed"),
        (r"C:\work and \d+ or \w", r"C:\work and \d+ or \w"),
        (r"\Users\name\file", r"\Users\name\file"),
        (r"\ourmethod\ is, \HI\ too", "ourmethod is, HI too"),
    ]);
}

#[test]
fn ties_before_numbers_are_spaces() {
    check_text(&[
        ("Gemini~2.5", "Gemini 2.5"),
        ("Proposition~5.7", "Proposition 5.7"),
        ("a score of~0.360", "a score of 0.360"),
        ("by~15%", "by 15%"),
        ("about~3x", "about 3x"),
        ("Sec.~3.2 and Figs.~2.1", "Sec. 3.2 and Figs. 2.1"),
        ("n~=~3", "n = 3"),
    ]);
    assert_eq!(to_text("at z~0.7 and R~800", Math::Text), "at z~0.7 and R~800");
    assert_eq!(to_text("M~10^8 and GPT~4, only ~5", Math::Text), "M~10^8 and GPT 4, only ~5");
}

#[test]
fn references_are_left_out() {
    check_text(&[
        (r"as shown \cite{key}.", "as shown."),
        (r"Section~\ref{sec:x} has", "Section has"),
        (r"Section \ref{sec:x} has", "Section has"),
        (r"it \citep[see][p. 3]{a,b}, so", "it, so"),
        (r"works (\cite{a}) too", "works too"),
        (r"Eq.~\eqref{eq:1}", "Eq."),
        (r"\citet{x} show", "show"),
        (r"as in Ref.~\cite{z}. So", "as in Ref. So"),
    ]);
}

#[test]
fn text_between_dollars_is_text() {
    check(&[
        (r"at $30 FPS$", "at 30 FPS", "at 30 FPS"),
        (r"$20 ps$ pulses", "20 ps pulses", "20 ps pulses"),
        (r"over $ 2 $ years", "over 2 years", "over 2 years"),
        (r"an $ab initio$ study", "an ab initio study", "an ab initio study"),
        (r"$5 nm$ of", "5 nm of", "5 nm of"),
        (r"of $2.5B; R$ 5", "of <span>$</span>2.5B; R<span>$</span> 5", "of $2.5B; R$ 5"),
        (r"costs $5 and $10", "costs <span>$</span>5 and <span>$</span>10", "costs $5 and $10"),
        (r"from US$ 5 to US$ 6", "from US<span>$</span> 5 to US<span>$</span> 6", "from US$ 5 to US$ 6"),
        (r"edges $ab, bc, cd$.", r"edges $`ab, bc, cd`$.", "edges ab, bc, cd."),
        (
            r"$a priori$ and $state of the art$",
            "a priori and state of the art",
            "a priori and state of the art",
        ),
    ]);
}

#[test]
fn addresses_are_whole_and_end_where_they_end() {
    let mut wrong = Vec::new();
    for (text, address) in [
        (r"(see \url{https://a.example/b}).The", "https://a.example/b"),
        (r"(https://a.example/b).The code", "https://a.example/b"),
        (r"on our webpage.\url{https://a.example/b}", "https://a.example/b"),
        (r"on our webpage.https://a.example/b", "https://a.example/b"),
        (r"at https://a$.$example/b_c", "https://a.example/b_c"),
        (r"at https://a.example/b.The code", "https://a.example/b"),
        (r"code\url{https://a.example/~b}and", "https://a.example/~b"),
        (r"https://a.example/b\_c", "https://a.example/b_c"),
        (r"\href{https://a.example/b%20c}{x}", "https://a.example/b%20c"),
        (r"https://a.example/b_(c), d", "https://a.example/b_(c)"),
        (r"[https://a.example/b]", "https://a.example/b"),
        (r"$https://a.example/b_c$", "https://a.example/b_c"),
        (r"$5 at https://a.example/b_c_d, $6", "https://a.example/b_c_d"),
        (r"found at-https://a.example/b.", "https://a.example/b"),
    ] {
        let page = page(text, Math::Keep);
        if !page.contains(&format!("<a href=\"{address}\">")) {
            wrong.push(format!("{text} -> {page}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn odd_quotes_and_accents_are_read() {
    check_text(&[
        ("the ''X'' test", "the “X” test"),
        ("(''so called'') and 5''", "(“so called”) and 5''"),
        (r#"T{\"}ulu"#, "Tülu"),
        (r"Cr{\'}epe", "Crépe"),
    ]);
    for (text, expected) in [
        (r"Pass\^{}1", "Pass^1"),
        (r"about \~8B", "about ~8B"),
        (r"a\~{}b", "a~b"),
        (r"11\={2}0", "112\u{304}0"),
        (r"\.{Z}ak and Fran\c{c}ois", "Żak and François"),
        (r"Fran\c cois, Erd{\H o}s, {\v C}ech, \v Cech", "François, Erdős, Čech, Čech"),
        (r"{11\={2}0} planes", "112\u{304}0 planes"),
        (r#"a \"word\" and \"open-ended\" ones"#, r#"a "word" and "open-ended" ones"#),
        (r"\lq x\rq, \textless 5, \og oui \fg", "‘x’, <5, « oui »"),
        (r"C:\d q and \v q", r"C:\d q and \v q"),
    ] {
        assert_eq!(to_text(text, Math::Text), expected, "{text}");
    }
}
