//! `match: smart` on pairs of a keyword and a title, labelled by hand: those of `../shared`, and our own.

#![expect(clippy::print_stdout, reason = "tables for the reader of the log")]

use std::collections::BTreeMap;

use daily_papers::keyword::{MatchMode, Reading, Term, expression};
use serde::Deserialize;

fakes::tests_over_shared!(
    labelled_pairs_come_out_as_labelled,
    keywords_of_real_configurations_are_accepted,
    a_keyword_asks_for_few_phrases,
);

#[derive(Deserialize)]
struct Pair {
    keyword: String,
    text: String,
    listed: bool,
    family: String,
}

fn is_listed(keyword: &str, text: &str) -> bool {
    Term::parse(keyword).unwrap().matches(&Reading::of(text), MatchMode::Smart)
}

/// The pairs that come out otherwise than they are labelled, after a table of the families.
fn wrong(pairs: &[Pair]) -> Vec<String> {
    let mut families: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for pair in pairs {
        let is_right = is_listed(&pair.keyword, &pair.text) == pair.listed;
        let (right, all) = families.entry(&pair.family).or_default();
        (*right, *all) = (*right + usize::from(is_right), *all + 1);
        if !is_right {
            let label = if pair.listed { "misses" } else { "takes" };
            wrong.push(format!("`{}` {label} {:?}", pair.keyword, pair.text));
        }
    }
    for (family, (right, all)) in families {
        println!("{family:20} {right:3} of {all:3}");
    }
    println!("{} of {} pairs are right", pairs.len() - wrong.len(), pairs.len());
    wrong
}

fn labelled_pairs_come_out_as_labelled() {
    const MIN_RIGHT: usize = 320;
    let pairs: Vec<Pair> = serde_json::from_slice(&fakes::shared::read("relevance/pairs.json")).unwrap();
    let wrong = wrong(&pairs);
    assert!(pairs.len() - wrong.len() >= MIN_RIGHT, "{wrong:#?}");
}

/// Our own pairs: a family, a keyword, titles that have it, titles that do not.
type Own = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

#[rustfmt::skip]
const OWN: &[Own] = &[
    ("stem", "relativity", &["Special relativity in schools", "General Relativity"], &["Relative errors", "A relatively short proof"]),
    ("stem", "Visualization", &["Visualisations of flows"], &["Visual search", "We visualize"]),
    ("stem", "Localization", &["Sound localisation"], &["A local search", "Locally convex spaces", "localized states"]),
    ("stem", "Personalization", &["Personalisation of news"], &["In person exams", "Personal data"]),
    ("stem", "Normalization", &["Batch normalization", "Layer normalisations"], &["Normal numbers", "normalized flows"]),
    ("stem", "Generalization", &["Out-of-domain generalization"], &["General position", "Generalized functions"]),
    ("stem", "robotics", &["Soft robotics"], &["A robot", "robotic arms"]),
    ("stem", "Quantization", &["Vector quantisation"], &["quantum dots", "quantized fields"]),
    ("inflection", "lens", &["Two lenses", "A LENS for X-rays"], &["Len is a function"]),
    ("inflection", "corpus", &["Parallel corpora", "corpuses of letters"], &["A corporate bond"]),
    ("inflection", "Vertex", &["Cubic graphs on twelve vertices"], &["A vertical wall"]),
    ("inflection", "bias", &["Biases in hiring"], &["biased coins"]),
    ("inflection", "criteria", &["A stopping criterion"], &["A critic"]),
    ("inflection", "Semantics", &["The semantics of loops"], &["A semantic parser"]),
    ("inflection", "Dynamics", &["Molecular dynamics"], &["Dynamic pricing"]),
    ("inflection", "Mean", &["The mean of means"], &["By all means"]),
    ("inflection", "Mouse", &["Neurons of mice"], &["MICE imputes values"]),
    ("inflection", "Topic Model", &["Topic models of sermons", "Topic modelling of sermons"], &["Topical models"]),
    ("inflection", "Social Media", &["Rumours in social media"], &["A social mediator"]),
    ("inflection", "Force Field", &["Force fields from data"], &["Forced fielding"]),
    ("inflection", "Tool Use", &["Tool use by crows"], &["A tool using sound"]),
    ("inflection", "Image Segmentation", &["Image segmentations"], &["Images segmented by hand"]),
    ("inflection", "Caching", &["Edge caching"], &["A cache of letters"]),
    ("inflection", "presheaf", &["Presheaves of categories"], &["Sheaves"]),
    ("inflection", "hypernucleus", &["Light hypernuclei", "One hypernucleus"], &["Hyper nucleons"]),
    ("inflection", "Database", &["Databases of crystals"], &["A basis"]),
    ("inflection", "corona", &["Stellar coronae", "coronas"], &["Coronal loops", "coronavirus"]),
    ("inflection", "Formula", &["Explicit formulae", "Formulas"], &["To formulate"]),
    ("inflection", "Statistics", &["A sufficient statistic"], &["A statistical test"]),
    ("inflection", "Physics", &["Physics at night"], &["Physical layers"]),
    ("spelling", "maneuver", &["Manoeuvres of birds", "a manoeuvre"], &["Manual overrides"]),
    ("spelling", "Encyclopaedia", &["Encyclopedias of knots"], &["Cycles"]),
    ("spelling", "Polarization", &["Polarisation of light", "polarisations"], &["Polar codes", "polarized light"]),
    ("spelling", "tumour", &["Tumors in dogs", "Brain tumour"], &["Rumours"]),
    ("spelling", "Paediatric surgery", &["Pediatric surgery at night"], &["Podiatric surgery"]),
    ("spelling", "labeling", &["Labelling of cells"], &["Label noise"]),
    ("spelling", "analyze", &["We analyse tides"], &["The analyst"]),
    ("spelling", "Catalog", &["A catalogue of stars"], &["Catalysts"]),
    ("spelling", "four", &["Four colours"], &["Maps for walkers"]),
    ("acronym", "SLAM", &["Visual SLAM", "SLAMs compared"], &["They slam doors", "A Grand Slam"]),
    ("acronym", "GPU", &["Kernels on GPUs", "A GPU's clock"], &["gpu"]),
    ("acronym", "LLMs", &["One LLM", "Two LLMs"], &["llms in lowercase"]),
    ("acronym", "llm", &["One LLM", "Two LLMs", "llm agents"], &["LLVM"]),
    ("acronym", "GPS", &["GPS in cities"], &["GPs with cheap kernels", "A GP"]),
    ("acronym", "BPS", &["BPS states"], &["BP decoding"]),
    ("acronym", "NAS", &["NAS on phones", "HW-NAS: a survey"], &["A nA current", "nas"]),
    ("acronym", "GAN", &["Training GANs"], &["GaN diodes", "They began"]),
    ("acronym", "SOC", &["SOC of batteries"], &["A SoC for drones"]),
    ("acronym", "MEV", &["MEV on blockchains"], &["At 5 MeV"]),
    ("acronym", "QOS", &["QoS in 6G"], &["qos"]),
    ("acronym", "COT", &["CoT prompting"], &["A cot", "Cot deaths"]),
    ("acronym", "RNA-seq", &["RNAseq", "RNA-Seq data"], &["scRNA-seq", "DNA"]),
    ("acronym", "PINN", &["PINNs", "A PINN-based solver"], &["Pinned vortices", "pinn"]),
    ("acronym", "KAN", &["KANs learn"], &["Kan extensions", "can"]),
    ("acronym", "WiFi", &["Wi-Fi", "WIFI"], &["Wife"]),
    ("acronym", "5G", &["5G cells", "5g cells"], &["6G cells"]),
    ("acronym", "GRAPH NEURAL NETWORK", &["Graph neural networks"], &["Graph networks"]),
    ("name", "ViT", &["ViTs from scratch", "A ViT"], &["VIT University", "vit"]),
    ("name", "LiDAR", &["LiDAR odometry", "LIDAR odometry"], &["lidars in lowercase"]),
    ("name", "lidar", &["LiDAR odometry", "LIDAR odometry"], &["A liar"]),
    ("name", "ResNet", &["ResNets are deep", "RESNET"], &["resnets"]),
    ("name", "FlashAttention", &["FlashAttention-3", "FlashAttention2", "Flash Attention", "flash attention kernels"], &["Flash memory attention"]),
    ("name", "Flash Attention", &["FlashAttention", "Flash attention"], &["A flash"]),
    ("name", "ChatGPT", &["ChatGPT at school", "Chat-GPT", "Chat GPT"], &["A chat"]),
    ("version", "YOLO", &["YOLO on boats", "YOLOv5", "YOLO11"], &["Yo Lo"]),
    ("version", "Qwen", &["Qwen2", "Qwen"], &["Queen"]),
    ("version", "GPT4", &["GPT-4", "GPT4", "GPT 4"], &["GPT", "GPT-3"]),
    ("version", "GPT-4o", &["GPT4o", "GPT-4o"], &["GPT-4", "GPT"]),
    ("version", "YOLOv8", &["YOLO-v8", "YOLOv8s"], &["YOLOv5", "YOLO"]),
    ("version", "AI", &["AI", "AIs"], &["AI4Science", "AIS"]),
    ("version", "CO", &["CO lines in a cloud"], &["CO2 taxes", "CO₂", "co-authors"]),
    ("version", "R", &["The R package", "In R"], &["$R^2$ of a fit", "r"]),
    ("letter", "Vitamin D", &["Vitamin D in winter"], &["Vitamin d", "Vitamins"]),
    ("letter", "p value", &["P values", "A p-value", "p value"], &["Values"]),
    ("letter", "X-ray", &["x rays", "Xrays", "X-rays"], &["Arrays"]),
    ("letter", "t-J", &["A $t$-$J$ ladder", "t-J"], &["$T_j$", "at t. J. Smith"]),
    ("compound", "Spatio-Temporal", &["Spatiotemporal data", "spatio temporal", "spatio-temporal"], &["Temporal data"]),
    ("compound", "behaviour trees", &["Behavior trees", "behaviour-trees"], &["Behavioral trees"]),
    ("compound", "keypoint", &["Key points", "key-point", "keypoints"], &["The key. Points"]),
    ("compound", "Trade-off", &["A tradeoff", "trade-offs", "trade off"], &["trading off"]),
    ("compound", "Inaccuracy", &["The inaccuracy of clocks"], &["Gains in accuracy"]),
    ("compound", "Setup", &["An experimental setup", "set-up"], &["We set up a lab"]),
    ("compound", "Multimodal Large Language Model", &["Multi-modal large language models", "multi modal large-language models"], &["Multimodal models"]),
    ("compound", "3D", &["3-D scans", "3D", "3d"], &["D"]),
    ("compound", "co-design", &["Codesign of chips", "co design"], &["Design"]),
    ("formula", "MoS2", &["MoS$_2$ sheets", "MoS₂", "MoS2"], &["MoS", "Mos2"]),
    ("formula", "Lyα", &["Ly$\\alpha$ forests", "Ly-α", "Ly alpha"], &["Lyman limit"]),
    ("formula", "Mpc", &["8 $h^{-1}$Mpc", "100 Mpc"], &["MPI"]),
    ("formula", "∞-category", &["$\\infty$-categories", "Infinity-categories", "∞-category"], &["A category"]),
    ("formula", "$A_\\infty$-algebra", &["$A_\\infty$-algebras", "A-infinity algebras", "$A_{\\infty}$ algebra"], &["A algebra"]),
    ("formula", "infinity", &["Points at infinity"], &["as $n \\to \\infty$"]),
    ("formula", "C*-algebra", &["Simple $C^*$-algebras", "$\\mathrm{C}^*$-algebra"], &["C-algebras"]),
    ("formula", "0νββ", &["$0\\nu\\beta\\beta$ decay"], &["$\\beta\\beta$"]),
    ("formula", "YBa2Cu3O7", &["YBa$_2$Cu$_3$O$_{7-\\delta}$"], &["YBa2Cu4O8"]),
    ("formula", "l1 regularization", &["$\\ell_1$-regularization"], &["$\\ell_2$-regularization"]),
    ("formula", "Phi", &["The Phi models", "PHI"], &["$\\phi$ at zero", "$\\Phi$"]),
    ("formula", "μ", &["$\\mu$ is small"], &["5 μm"]),
    ("formula", "T_c", &["A high $T_c$", "T$_{c}$"], &["T"]),
    ("accents", "Moire", &["Moiré bands", "moir\\'e"], &["More bands"]),
    ("accents", "Erdős–Rényi", &["Erdos-Renyi graphs", "Erd\\H{o}s--R\\'enyi graphs"], &["Erdős"]),
    ("accents", "Holder", &["H\\\"older continuity", "Hölder"], &["Holding"]),
    ("accents", "Strasse", &["Eine Straße"], &["Stress"]),
    ("possessive", "Green's function", &["Green functions", "The Green’s function"], &["Greener functions"]),
    ("star", "reconstruct*", &["Reconstruction", "We reconstruct"], &["Construct"]),
    ("star", "trajectory plan*", &["Trajectory planning", "trajectory plans"], &["Trajectory of a plane"]),
    ("sign", "R&D", &["R&D taxes"], &["R and D", "R & D"]),
    ("sign", "C#", &["C# code"], &["C code", "C++"]),
    ("address", "tool", &["A tool"], &["https://a.b/tool", "github.com/x/tool", "(x.github.io/tool)"]),
    ("cjk", "机器学习", &["基于机器学习的方法"], &["机器人学习"]),
    ("cjk", "딥러닝", &["딥러닝을 위한"], &["딥 런닝"]),
];

#[test]
fn our_own_pairs_come_out_as_labelled() {
    let pairs = OWN.iter().flat_map(|(family, keyword, with, without)| {
        let texts = with.iter().map(|text| (text, true)).chain(without.iter().map(|text| (text, false)));
        texts.map(|(text, listed)| Pair {
            keyword: (*keyword).to_owned(),
            text: (*text).to_owned(),
            listed,
            family: (*family).to_owned(),
        })
    });
    let wrong = wrong(&pairs.collect::<Vec<_>>());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The examples of the documentation: `keyword`, then quoted texts in two columns.
#[test]
fn examples_of_the_documentation_hold() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/keywords.md")).unwrap();
    let table = page.split("## The rules").next().unwrap();
    let quoted = |column: &str| column.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let mut examples = 0;
    for row in table.lines().filter(|line| line.starts_with("| `")) {
        let columns: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        let [keyword, with, without] = columns.as_slice() else { panic!("{row}") };
        let keyword = keyword.trim().trim_matches('`');
        for (texts, listed) in [(quoted(with), true), (quoted(without), false)] {
            assert!(!texts.is_empty(), "{row}");
            examples += texts.len();
            for text in texts {
                assert_eq!(is_listed(keyword, &text), listed, "{keyword} in {text}");
            }
        }
    }
    assert!(examples > 50, "{examples}");
}

/// 536 strings, one a keyword or an expression.
fn real_keywords() -> Vec<String> {
    serde_json::from_slice(&fakes::shared::read("relevance/keywords.json")).unwrap()
}

fn keywords_of_real_configurations_are_accepted() {
    const MAX_TERM_CHARS: usize = 200;
    let keywords = real_keywords();
    assert_eq!(keywords.len(), 536);
    let mut expressions = Vec::new();
    for keyword in &keywords {
        let is_long = keyword.chars().count() > MAX_TERM_CHARS;
        assert!(Term::parse(keyword).is_ok(), "{keyword}");
        match expression::advice(keyword) {
            Some(advice) => {
                println!("{keyword:.60}: {advice}");
                expressions.push(keyword.as_str());
            }
            None => assert!(!is_long, "{keyword}"),
        }
    }
    assert!(expressions.iter().all(|keyword| keyword.starts_with("RAW:")), "{expressions:#?}");
    assert_eq!(expressions.len(), 4);
}

fn a_keyword_asks_for_few_phrases() {
    const MAX_AVERAGE_PHRASES: f64 = 1.4;
    let terms = real_keywords().into_iter().filter(|keyword| expression::advice(keyword).is_none());
    let asked: Vec<(String, Vec<String>)> =
        terms.map(|text| (text.clone(), Term::parse(&text).unwrap().phrases(false))).collect();
    for (term, phrases) in asked.iter().filter(|(_, phrases)| phrases.len() > 3) {
        println!("{term}: {phrases:?}");
    }
    let phrases: usize = asked.iter().map(|(_, phrases)| phrases.len()).sum();
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let average = phrases as f64 / asked.len() as f64;
    println!("{average:.2} phrases a keyword");
    assert!(average <= MAX_AVERAGE_PHRASES, "{average}");
    assert!(asked.iter().all(|(_, phrases)| phrases.len() <= 8));
}
