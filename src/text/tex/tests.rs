//! TeX as papers have it, and what is made of it; and that no text costs more than its length.

use super::*;
use proptest::prelude::*;

/// The text with formulas between `⟦` and `⟧`.
fn kept(text: &str) -> String {
    to_text(text, Math::Keep).replace(sentinels::MATH.0, "⟦").replace(sentinels::MATH.1, "⟧")
}

fn plain(text: &str) -> String {
    to_text(text, Math::Text).into_owned()
}

fn check(table: &[(&str, &str)]) {
    for (text, expected) in table {
        assert_eq!(plain(text), *expected, "{text}");
    }
}

#[test]
fn commands_leave_their_content() {
    check(&[
        (r"we present \textbf{DART} (\textbf{D}istilling)", "we present DART (Distilling)"),
        (r"\textit{Differentiable ARchiTecture Search}", "Differentiable ARchiTecture Search"),
        (r"e\textbf{\underline{F}}ficient", "eFficient"),
        (r"so called {\it weight rays}. And {\em this}", "so called weight rays. And this"),
        (r#""{\em skip-connect}s""#, "\"skip-connects\""),
        (r"\emph{i.e.} on which", "i.e. on which"),
        (
            r"a 94.36\% accuracy, R\&D, \#1, a\_b, \$200K, \{x\}",
            "a 94.36% accuracy, R&D, #1, a_b, $200K, {x}",
        ),
        (r"\url{https://a.b/c\_d~e}", "https://a.b/c_d~e"),
        (r"\texttt{https://github.com/a/b-c}.", "https://github.com/a/b-c."),
        (
            r"\href{https://a.b}{our page}, \href{https://a.b}{https://a.b}",
            "our page (https://a.b), https://a.b",
        ),
        (r"\keywords{A \and B}", "A · B"),
        (r"the \algoOFL{} algorithm", "the algoOFL algorithm"),
        (r"\textcolor{red}{x} and \footnote{see \emph{y}}", "x and (see y)"),
        (r"\begin{itemize} \item one \item two \end{itemize}", "• one • two"),
        (r"x\textsuperscript{2} H\textsubscript{2}O", "x² H₂O"),
        (r"\noindent First \\ second\, third \LaTeX", "First second third LaTeX"),
        (r"\cite{x} \unknown{y} \unknown{z", "y z"),
        // Not surely TeX.
        (r"C:\work \d+ \n", r"C:\work \d+ \n"),
        ("ends with \\", "ends with \\"),
        (r"\frac{1}{2} of \sqrt{2}", "1/2 of √2"),
    ]);
}

#[test]
fn accents_and_letters() {
    check(&[
        (r#"Fr\'echet, M\"obius, \'{E}cole, \"{o}, G\"odel"#, "Fréchet, Möbius, École, ö, Gödel"),
        (
            r"{\L}ojasiewicz, \L ojasiewicz, K{\o}benhavn, Stra{\ss}e",
            "Łojasiewicz, Łojasiewicz, København, Straße",
        ),
        (r#"\v{S}koda, \c{c}a, na\"ive, \~n, na\"{\i}ve"#, "Škoda, ça, naïve, ñ, naïve"),
        (r"Erd\H{o}s, \r{A}, \k{a}, \u{g}, \=a, \.z", "Erdős, Å, ą, ğ, ā, ż"),
        (r"PC-DARTS and \b{eta}-DARTS, \r{ho}, \c{hi}", "PC-DARTS and β-DARTS, ρ, χ"),
        (r"65-ppm/{\deg}C, {\lambda} in Caledonia", "65-ppm/°C, λ in Caledonia"),
        // No letter, no accent.
        (r"\'1 \b{long word}", r"'1 \blong word"),
        // One without a character of its own keeps the mark.
        (r#"\"x"#, "ẍ"),
        (r"\d q", r"\d q"),
        (r"\d{q}", "q\u{323}"),
    ]);
}

#[test]
fn quotes_dashes_and_ties() {
    check(&[
        ("called ``Background Matting\", and ``so''", "called “Background Matting”, and “so”"),
        ("a `word' and `code` and ```", "a ‘word’ and `code` and ```"),
        ("5'' and don't \"x\"", "5'' and don't \"x\""),
        ("pages 2--3, wide---open, a -- b, --fast, ----", "pages 2–3, wide—open, a – b, --fast, ----"),
        ("Search~(NAS), Stage~3, e.g.~new, Fig.~2.", "Search (NAS), Stage 3, e.g. new, Fig. 2."),
        ("(~1.8M) and ~0.6%, Mmin~10^-8, z~2", "(~1.8M) and ~0.6%, Mmin~10^-8, z~2"),
        ("https://a.b/~gould/x--y", "https://a.b/~gould/x--y"),
        ("a ~ b ~~ c", "a ~ b ~~ c"),
    ]);
}

#[test]
fn braces_of_the_author_stay() {
    check(&[
        ("on {10,3} and {14,3} lattices", "on {10,3} and {14,3} lattices"),
        ("bandits {typically} assume {NAS}Net", "bandits typically assume NASNet"),
        ("|U_{e3}|^2, theta_{13}, (1^{+1.39}_{-0.59})", "|Uₑ₃|^2, theta₁₃, (1^(+1.39)_(-0.59))"),
        ("an {open one", "an {open one"),
        ("a } b", "a } b"),
        (r"a \textit{Semi-Supervised Model (S$^2$MAM)", "a Semi-Supervised Model (S²MAM)"),
        (r#"{"a": 1}"#, r#"{"a": 1}"#),
        ("R^2 of 2.78*10^324", "R^2 of 2.78*10^324"),
    ]);
}

#[test]
fn mathematics_becomes_characters() {
    check(&[
        (r"$\alpha$", "α"),
        (r"L$^{2}$NAS, A$^2$M, DART$^3$", "L²NAS, A²M, DART³"),
        (r"10$\times$ faster, $1.3-1.7\times$", "10× faster, 1.3-1.7×"),
        (r"$\tilde{\mathcal{O}}(\epsilon^{-2})$", "Õ(ϵ⁻²)"),
        (r"$O(rM\ln{rM})$", "O(rM ln rM)"),
        (r"$\frac{1}{2n}+\frac{c}{n^2}$", "1/(2n)+c/n²"),
        (r"$\frac{(\log n)^{1-o(1)}}{n^2}$", "((log n)¹⁻ᵒ⁽¹⁾)/n²"),
        (r"$\frac{a+b}{c}$", "(a+b)/c"),
        (r"$\sqrt{\log{2NT}}$, $\sqrt d$, $\sqrt[3]{x}$", "√(log 2NT), √d, ³√x"),
        (r"$\binom{N}{K}$", "(N choose K)"),
        (r"$x\in R$, $m>2$, $r>0$, $x \le y$, $\geq3$", "x ∈ R, m>2, r>0, x ≤ y, ≥3"),
        (r"$\ell_p$-norm, $c_s^2$, $P_s(n)$, $N_q$", "ℓₚ-norm, cₛ², Pₛ(n), N_q"),
        (r"$f\colon\mathbb R^n\to\mathbb R$", "f:ℝⁿ → ℝ"),
        (r"$\|\nabla f(\mathbf{x})\|$", "‖∇f(x)‖"),
        (r"$l \equiv 3 \pmod 4$", "l ≡ 3 (mod 4)"),
        (r"$c\bigl(m^{2}\bigr)$, $\left( x \right.$", "c(m²), ( x"),
        (r"$\{1, \dots, n\}$, $a \not= b$, $x'$", "{1, …, n}, a ≠ b, x′"),
        (r"$47\%$ and $2.32\%$", "47% and 2.32%"),
        (r"\(\mathcal{O}(\sqrt{T})\) and \[x\] and $$y$$", "O(√T) and x and y"),
        (r"$\text{RGO}_{g,h}$", "RGO_(g,h)"),
        (r"$\mathbfθ \in Γ$", "θ ∈ Γ"),
        (r"$90^\circ$, $A^\top$, $x^*$", "90°, Aᵀ, x*"),
        (r"0$\leq$$b$$\leq$10", "0≤b≤10"),
        (r"$\unknown{x}$, $\unknown$", "x, unknown"),
    ]);
}

#[test]
fn mathematics_stays_where_github_renders_it() {
    for (text, expected) in [
        (r"an $\alpha$ of", "an ⟦\\alpha⟧ of"),
        (r"($\mu$)", "(⟦\\mu⟧)"),
        (r"$β$-DARTS", "⟦β⟧-DARTS"),
        (r"\(\mathcal{O}(\sqrt{T})\)", "⟦\\mathcal{O}(\\sqrt{T})⟧"),
        (r"$ x $, $$y_1$$", "⟦x⟧, ⟦y_1⟧"),
        // A pipe ends a cell, and an angle bracket may begin a tag.
        (r"$|x| < \|y\|$", "⟦\\vert x\\vert  \\lt  \\Vert y\\Vert⟧"),
        // Next to letters and digits GitHub sees no mathematics.
        (r"10$\times$ L$^2$NAS $1$B", "10× L²NAS 1B"),
        (r"$47\%$ of $50$", "47% of 50"),
        // What MathJax does not know, or might do more than set type.
        (r"$\texttt{YC-Bench}$", "YC-Bench"),
        (r"$\href{https://evil.example}{x}$", "x (https://evil.example)"),
        (r"$\def\x{y}$ $\unknown$", "unknown"),
        (r"$x_{1$", "x_1"),
        (r"$a & b$ $a`b$", "a b a`b"),
    ] {
        assert_eq!(kept(text), expected, "{text}");
    }
}

#[test]
fn dollars_that_are_money_stay() {
    for text in [
        "costs $5 and $10",
        "from $200K to $1.27 M, at $1.21 M at 11 times",
        "$5-$10",
        "a $100 prize",
        "US$ 5 million, and $3 more",
        "$HOME is set and the path is $PATH",
        "$",
        "$$",
        "$$$",
    ] {
        assert_eq!(plain(text), text);
        assert_eq!(kept(text), text);
    }
    assert_eq!(kept("costs $5 and $x$ is"), "costs $5 and ⟦x⟧ is");
    assert_eq!(kept(r"\$200K of $x$"), "$200K of ⟦x⟧");
    assert_eq!(kept("integers $n, s, t$ and $m > 2$."), "integers ⟦n, s, t⟧ and ⟦m \\gt  2⟧.");
    assert_eq!(kept("$1000$ samples"), "1000 samples");
}

#[test]
fn text_without_tex_is_not_touched() {
    for text in ["Robust and efficient: 3D (a), b-c; 5% of 10^3 | x_y", "", " ", "日本語 “q”"] {
        assert!(matches!(to_text(text, Math::Keep), Cow::Borrowed(same) if same == text));
    }
    assert_eq!(to_text("a\u{fdd0}b", Math::Keep), "ab");
}

/// What costs most: nesting, and what is begun and not ended.
#[rustfmt::skip]
fn worst() -> Vec<String> {
    let pieces = [
        "{", "}", "{}", "{a", "$", "$$", "$ $", "$x", "\\(", "\\[", "\\(x", "\\", "\\\\", "\\'", "\\'{",
        "\\b{", "`", "``", "`a", "'", "~", "a~1", "--", "-", "^{", "_{", "^", "\\frac{", "\\frac", "\\sqrt",
        "\\sqrt[", "\\sqrt{", "\\hat{", "\\hat", "\\mathbb{", "\\textbf{", "\\href{", "\\href{a}{",
        "\\url{", "\\footnote{", "\\begin{", "\\not", "\\a{}{}", "\\text", "https://", "https://a.b/",
        "{a.", "{ab ", "$^{", "$_{a", "$\\frac{a}{", "$\\frac{\\frac{", "\"", "\u{e9}", "aaaa",
    ];
    let mut texts = Vec::new();
    for piece in pieces {
        for (before, after) in [("", ""), ("$", "$"), ("$", "}$"), ("\\(", "\\)"), ("``", "''")] {
            let closes = "}".repeat(20_000 / piece.len() * piece.matches('{').count());
            texts.push(format!("{before}{}{after}", piece.repeat(20_000 / piece.len())));
            texts.push(format!("{before}{}x{closes}{after}", piece.repeat(20_000 / piece.len())));
        }
    }
    texts
}

fn steps(text: &str) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let (steps, bytes) = (
        convert(text, Target::GitHub, true).1.max(convert(text, Target::Plain, false).1) as f64,
        text.len() as f64,
    );
    steps / bytes.max(1.0)
}

#[test]
fn no_text_takes_ten_times_the_usual_steps() {
    let usual = "Recently, efficient Neural Architecture Search (NAS) has attracted increasing interest. However, the search is \
                 hard: we introduce a regularisation that keeps the values of the parameters from becoming too large.";
    let usual = usual.to_owned()
        + r" It beats \textit{Beta-Decay} with $\beta = 2$ by 2.3\%, and is 2$\times$ faster.";
    let most =
        worst().into_iter().map(|text| (steps(&text), text)).max_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
    println!("{:.1} steps a byte, at most {:.1}", steps(&usual), most.0);
    let start: String = most.1.chars().take(60).collect();
    assert!(most.0 <= 10.0 * steps(&usual), "{} of {}: {start:?}", most.0, steps(&usual));
}

proptest! {
    #[test]
    fn any_text_takes_few_steps(
        text in r"(\\[a-z]{1,6}|\\.|[{}$^_~`'\-a1 .()\[\]|<>]|frac|\$[a-z\\]{1,5}\$|\PC){0,60}"
    ) {
        let text: String = text;
        prop_assert!(convert(&text, Target::GitHub, true).1 <= 12 * text.len() + 40, "{}", text);
        let kept = to_text(&text, Math::Keep);
        let mut open = false;
        for c in kept.chars().filter(|c| sentinels::is_sentinel(*c)) {
            prop_assert_eq!(c == sentinels::MATH.0, !open, "{} {}", text, kept);
            open = !open;
        }
        prop_assert!(!open);
        prop_assert!(!to_text(&text, Math::Text).contains(sentinels::is_sentinel));
    }
}
