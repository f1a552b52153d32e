//! Plurals and spellings that no rule finds, counted in 124,562 titles and abstracts of arXiv.
//!
//! A plural that is not here is regular: `forms` has the rule.

/// Irregular plurals, each with its singular. Sorted.
#[rustfmt::skip]
pub(super) const IRREGULAR_PLURALS: &[(&str, &str)] = &[
    ("algae", "alga"), ("alumni", "alumnus"), ("analyses", "analysis"), ("annuli", "annulus"),
    ("ansatze", "ansatz"), ("antennae", "antenna"), ("antitheses", "antithesis"), ("antivortices", "antivortex"),
    ("apices", "apex"), ("apoptoses", "apoptosis"), ("appendices", "appendix"), ("automata", "automaton"),
    ("axes", "axis"), ("bacilli", "bacillus"), ("bacteria", "bacterium"), ("bases", "basis"),
    ("biosyntheses", "biosynthesis"), ("bispectra", "bispectrum"), ("bureaux", "bureau"), ("calculi", "calculus"),
    ("calves", "calf"), ("catalyses", "catalysis"), ("cerebella", "cerebellum"), ("children", "child"),
    ("codices", "codex"), ("colloquia", "colloquium"), ("compendia", "compendium"), ("consortia", "consortium"),
    ("continua", "continuum"), ("corpora", "corpus"), ("cortices", "cortex"), ("crania", "cranium"),
    ("crises", "crisis"), ("criteria", "criterion"), ("curricula", "curriculum"), ("desiderata", "desideratum"),
    ("diagnoses", "diagnosis"), ("directrices", "directrix"), ("dodecahedra", "dodecahedron"),
    ("eigenbases", "eigenbasis"), ("eigenspectra", "eigenspectrum"), ("electrolyses", "electrolysis"),
    ("ellipses", "ellipsis"), ("emphases", "emphasis"), ("equilibria", "equilibrium"), ("errata", "erratum"),
    ("extrema", "extremum"), ("feet", "foot"), ("fibroses", "fibrosis"), ("foci", "focus"),
    ("formulae", "formula"), ("fungi", "fungus"), ("ganglia", "ganglion"), ("geese", "goose"), ("genera", "genus"),
    ("geneses", "genesis"), ("glomeruli", "glomerulus"), ("grandchildren", "grandchild"), ("helices", "helix"),
    ("hippocampi", "hippocampus"), ("hypernovae", "hypernova"), ("hypotheses", "hypothesis"),
    ("icosahedra", "icosahedron"), ("indices", "index"), ("infima", "infimum"), ("kilonovae", "kilonova"),
    ("knives", "knife"), ("lacunae", "lacuna"), ("laminae", "lamina"), ("larvae", "larva"), ("laymen", "layman"),
    ("lemmata", "lemma"), ("lice", "louse"), ("lives", "life"), ("loci", "locus"), ("matrices", "matrix"),
    ("maxima", "maximum"), ("memoranda", "memorandum"), ("men", "man"), ("metamorphoses", "metamorphosis"),
    ("metastases", "metastasis"), ("mice", "mouse"), ("millennia", "millennium"), ("minima", "minimum"),
    ("misdiagnoses", "misdiagnosis"), ("mitochondria", "mitochondrion"), ("moduli", "modulus"),
    ("momenta", "momentum"), ("nebulae", "nebula"), ("necroses", "necrosis"), ("nemeses", "nemesis"),
    ("neuroses", "neurosis"), ("nevi", "nevus"), ("novae", "nova"), ("nuclei", "nucleus"), ("oases", "oasis"),
    ("octahedra", "octahedron"), ("optima", "optimum"), ("ova", "ovum"), ("oxen", "ox"),
    ("paralyses", "paralysis"), ("parentheses", "parenthesis"), ("personae", "persona"),
    ("phenomena", "phenomenon"), ("phyla", "phylum"), ("plateaux", "plateau"), ("polyhedra", "polyhedron"),
    ("prognoses", "prognosis"), ("prostheses", "prosthesis"), ("psychoses", "psychosis"), ("quizzes", "quiz"),
    ("radices", "radix"), ("radii", "radius"), ("reanalyses", "reanalysis"), ("referenda", "referendum"),
    ("scarves", "scarf"), ("schemata", "schema"), ("scleroses", "sclerosis"), ("sheaves", "sheaf"),
    ("shelves", "shelf"), ("simplices", "simplex"), ("simulacra", "simulacrum"), ("spectra", "spectrum"),
    ("stenoses", "stenosis"), ("stigmata", "stigma"), ("stimuli", "stimulus"), ("stomata", "stoma"),
    ("strata", "stratum"), ("subcorpora", "subcorpus"), ("submatrices", "submatrix"), ("substrata", "substratum"),
    ("supernovae", "supernova"), ("superspectra", "superspectrum"), ("suprema", "supremum"),
    ("syllabi", "syllabus"), ("symbioses", "symbiosis"), ("symposia", "symposium"), ("synopses", "synopsis"),
    ("syntheses", "synthesis"), ("tableaux", "tableau"), ("taxa", "taxon"), ("taxes", "taxis"), ("teeth", "tooth"),
    ("tetrahedra", "tetrahedron"), ("thesauri", "thesaurus"), ("theses", "thesis"), ("thieves", "thief"),
    ("thrombi", "thrombus"), ("thromboses", "thrombosis"), ("tori", "torus"), ("trispectra", "trispectrum"),
    ("vacua", "vacuum"), ("vertebrae", "vertebra"), ("vertices", "vertex"), ("vortices", "vortex"),
    ("wives", "wife"), ("wolves", "wolf"), ("women", "woman"),
];

/// Words in `-s` that are not the plural of the word without it. Sorted.
#[rustfmt::skip]
pub(super) const NOT_PLURALS: &[&str] = &[
    "adams", "aids", "alias", "always", "as", "atlas", "aws", "bayes", "besides", "bias", "burgers", "bus",
    "canvas", "chaos", "chronos", "corps", "cosmos", "css", "diabetes", "dns", "does", "dos", "edwards", "ethos",
    "gas", "gauss", "gis", "givens", "gps", "has", "hawkes", "headquarters", "herpes", "his", "hughes", "its",
    "james", "jones", "kansas", "kubernetes", "kudos", "lens", "less", "mars", "means", "news", "pandas", "pathos",
    "perhaps", "plus", "pros", "pus", "rabies", "reynolds", "rogers", "ros", "sars", "series", "siemens", "sms",
    "sometimes", "species", "stevens", "stokes", "summons", "takens", "texas", "thanks", "this", "thus", "us",
    "versus", "wales", "was", "whereas", "williams", "yes",
];

/// The words in `-ics` that are plurals. Sorted.
#[rustfmt::skip]
pub(super) const ICS_PLURALS: &[&str] = &[
    "antibiotics", "ceramics", "characteristics", "classics", "clinics", "comics", "conics", "cosmetics",
    "critics", "dielectrics", "epidemics", "fabrics", "ferroelectrics", "generics", "geodesics", "harmonics",
    "heuristics", "logics", "lyrics", "metaheuristics", "metrics", "mimics", "mnemonics", "mosaics", "organics",
    "pandemics", "plastics", "quadratics", "quadrics", "relics", "rubrics", "statistics", "subtopics",
    "synthetics", "tactics", "tics", "topics",
];

/// British and American spellings of single words. Sorted.
#[rustfmt::skip]
pub(super) const SPELLINGS: &[(&str, &str)] = &[
    ("acknowledgement", "acknowledgment"), ("ageing", "aging"), ("aluminium", "aluminum"), ("analogue", "analog"),
    ("analysable", "analyzable"), ("analyse", "analyze"), ("analysed", "analyzed"), ("analyser", "analyzer"),
    ("analysing", "analyzing"), ("artefact", "artifact"), ("barycentre", "barycenter"),
    ("benefitted", "benefited"), ("benefitting", "benefiting"), ("calibre", "caliber"),
    ("cancellation", "cancelation"), ("catalogue", "catalog"), ("catalogued", "cataloged"),
    ("catalyse", "catalyze"), ("catalysed", "catalyzed"), ("catalyser", "catalyzer"), ("catalysing", "catalyzing"),
    ("centimetre", "centimeter"), ("centre", "center"), ("centred", "centered"), ("centring", "centering"),
    ("combatting", "combating"), ("defence", "defense"), ("dialogue", "dialog"), ("disc", "disk"),
    ("disulphide", "disulfide"), ("electrolyse", "electrolyze"), ("enrol", "enroll"), ("enrolment", "enrollment"),
    ("epicentre", "epicenter"), ("fibre", "fiber"), ("focussed", "focused"), ("focusses", "focuses"),
    ("focussing", "focusing"), ("fulfil", "fulfill"), ("grey", "gray"), ("greyscale", "grayscale"),
    ("homologue", "homolog"), ("hydrolysed", "hydrolyzed"), ("instalment", "installment"),
    ("judgement", "judgment"), ("kilometre", "kilometer"), ("licence", "license"), ("litre", "liter"),
    ("lustre", "luster"), ("meagre", "meager"), ("metre", "meter"), ("microfibre", "microfiber"),
    ("micrometre", "micrometer"), ("millimetre", "millimeter"), ("monologue", "monolog"), ("mould", "mold"),
    ("moulded", "molded"), ("moulding", "molding"), ("moveable", "movable"), ("multicentre", "multicenter"),
    ("nanofibre", "nanofiber"), ("nanometre", "nanometer"), ("offence", "offense"), ("paralysed", "paralyzed"),
    ("parseable", "parsable"), ("pericentre", "pericenter"), ("plough", "plow"), ("practise", "practice"),
    ("practised", "practiced"), ("practising", "practicing"), ("pretence", "pretense"), ("programme", "program"),
    ("queueing", "queuing"), ("sabre", "saber"), ("sceptic", "skeptic"), ("sceptical", "skeptical"),
    ("scepticism", "skepticism"), ("sizeable", "sizable"), ("skilful", "skillful"), ("sombre", "somber"),
    ("spectre", "specter"), ("submillimetre", "submillimeter"), ("sulphate", "sulfate"), ("sulphide", "sulfide"),
    ("sulphur", "sulfur"), ("sulphuric", "sulfuric"), ("theatre", "theater"), ("towards", "toward"),
    ("tradeable", "tradable"), ("tuneable", "tunable"), ("tyre", "tire"),
];

/// Words in `-our` that are American in `-or`, and begin longer words.
#[rustfmt::skip]
pub(super) const OUR_STEMS: &[&str] = &[
    "behaviour", "colour", "neighbour", "labour", "favour", "tumour", "rigour", "endeavour", "vapour", "humour",
    "harbour", "rumour", "flavour", "odour", "honour", "armour", "vigour", "savour", "saviour", "arbour",
    "clamour",
];

/// Verbs whose `l` is doubled in Britain: modelling, modeling.
#[rustfmt::skip]
pub(super) const DOUBLE_L_STEMS: &[&str] = &[
    "model", "label", "signal", "travel", "tunnel", "fuel", "channel", "cancel", "level", "counsel", "total",
    "unravel", "rival", "panel", "spiral", "dial", "equal", "marshal", "pedal", "parcel", "funnel", "shovel",
    "jewel", "revel",
];

/// Parts of words with `ae` or `oe` in Britain and `e` in America.
#[rustfmt::skip]
pub(super) const AE_OE_PARTS: &[(&str, &str)] = &[
    ("paediatr", "pediatr"), ("haem", "hem"), ("anaem", "anem"), ("leukaem", "leukem"), ("ischaem", "ischem"),
    ("gynaec", "gynec"), ("orthopaed", "orthoped"), ("anaesth", "anesth"), ("archaeolog", "archeolog"),
    ("oestrogen", "estrogen"), ("oesophag", "esophag"), ("foetal", "fetal"), ("foetus", "fetus"),
    ("diarrhoea", "diarrhea"), ("aetiolog", "etiolog"), ("palaeo", "paleo"), ("encyclopaed", "encyclopedi"),
    ("mediaeval", "medieval"), ("caesium", "cesium"), ("glycaem", "glycem"), ("septicaem", "septicem"),
    ("hypoxaem", "hypoxem"), ("manoeuv", "maneuv"),
];
