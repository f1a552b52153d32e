//! Plurals and spellings that no rule finds, counted in 124,562 titles and abstracts of arXiv.
//!
//! A plural that is not here is regular: `forms` has the rule.

/// Irregular plurals, each with its singular. Sorted.
#[rustfmt::skip]
pub(super) const IRREGULAR_PLURALS: &[(&str, &str)] = &[
    ("abscissae", "abscissa"), ("addenda", "addendum"), ("algae", "alga"), ("alumni", "alumnus"),
    ("alveoli", "alveolus"), ("amoebae", "amoeba"), ("analyses", "analysis"), ("annuli", "annulus"),
    ("ansatze", "ansatz"), ("antennae", "antenna"), ("apices", "apex"), ("apoptoses", "apoptosis"),
    ("appendices", "appendix"), ("aurorae", "aurora"), ("automata", "automaton"), ("axes", "axis"),
    ("bacilli", "bacillus"), ("bacteria", "bacterium"), ("bases", "basis"), ("bronchi", "bronchus"),
    ("bureaux", "bureau"), ("calculi", "calculus"), ("calves", "calf"), ("catalyses", "catalysis"),
    ("cerebella", "cerebellum"), ("children", "child"), ("cilia", "cilium"), ("codices", "codex"),
    ("colloquia", "colloquium"), ("compendia", "compendium"), ("consortia", "consortium"),
    ("continua", "continuum"), ("coronae", "corona"), ("corpora", "corpus"), ("cortices", "cortex"),
    ("crania", "cranium"), ("crises", "crisis"), ("criteria", "criterion"), ("cumuli", "cumulus"),
    ("curricula", "curriculum"), ("desiderata", "desideratum"), ("diagnoses", "diagnosis"),
    ("directrices", "directrix"), ("dodecahedra", "dodecahedron"), ("eigenbases", "eigenbasis"),
    ("electrolyses", "electrolysis"), ("ellipses", "ellipsis"), ("emphases", "emphasis"),
    ("endothelia", "endothelium"), ("epithelia", "epithelium"), ("equilibria", "equilibrium"),
    ("errata", "erratum"), ("extrema", "extremum"), ("faculae", "facula"), ("feet", "foot"),
    ("fibroses", "fibrosis"), ("flagella", "flagellum"), ("foci", "focus"), ("formulae", "formula"),
    ("fungi", "fungus"), ("ganglia", "ganglion"), ("geese", "goose"), ("genera", "genus"), ("geneses", "genesis"),
    ("glomeruli", "glomerulus"), ("gyri", "gyrus"), ("helices", "helix"), ("hexahedra", "hexahedron"),
    ("hippocampi", "hippocampus"), ("hypernovae", "hypernova"), ("hyphae", "hypha"), ("icosahedra", "icosahedron"),
    ("indices", "index"), ("infima", "infimum"), ("kilonovae", "kilonova"), ("knives", "knife"),
    ("lacunae", "lacuna"), ("laminae", "lamina"), ("larvae", "larva"), ("laymen", "layman"), ("lemmata", "lemma"),
    ("lice", "louse"), ("lives", "life"), ("loci", "locus"), ("maculae", "macula"), ("matrices", "matrix"),
    ("maxima", "maximum"), ("memoranda", "memorandum"), ("men", "man"), ("metamorphoses", "metamorphosis"),
    ("metastases", "metastasis"), ("mice", "mouse"), ("milieux", "milieu"), ("millennia", "millennium"),
    ("minima", "minimum"), ("mitochondria", "mitochondrion"), ("moduli", "modulus"), ("momenta", "momentum"),
    ("nebulae", "nebula"), ("necroses", "necrosis"), ("nemeses", "nemesis"), ("neuroses", "neurosis"),
    ("nevi", "nevus"), ("novae", "nova"), ("nuclei", "nucleus"), ("nucleoli", "nucleolus"), ("oases", "oasis"),
    ("octahedra", "octahedron"), ("optima", "optimum"), ("ova", "ovum"), ("oxen", "ox"), ("papillae", "papilla"),
    ("paralyses", "paralysis"), ("personae", "persona"), ("phalanges", "phalanx"), ("phenomena", "phenomenon"),
    ("phyla", "phylum"), ("plateaux", "plateau"), ("polyhedra", "polyhedron"), ("prognoses", "prognosis"),
    ("psychoses", "psychosis"), ("pupae", "pupa"), ("quizzes", "quiz"), ("radices", "radix"), ("radii", "radius"),
    ("referenda", "referendum"), ("retinae", "retina"), ("rhombi", "rhombus"), ("scarves", "scarf"),
    ("schemata", "schema"), ("scleroses", "sclerosis"), ("septa", "septum"), ("sheaves", "sheaf"),
    ("shelves", "shelf"), ("simplices", "simplex"), ("simulacra", "simulacrum"), ("spectra", "spectrum"),
    ("stenoses", "stenosis"), ("stigmata", "stigma"), ("stimuli", "stimulus"), ("stomata", "stoma"),
    ("strata", "stratum"), ("sulci", "sulcus"), ("supernovae", "supernova"), ("suprema", "supremum"),
    ("syllabi", "syllabus"), ("symbioses", "symbiosis"), ("symposia", "symposium"), ("synopses", "synopsis"),
    ("tableaux", "tableau"), ("taxa", "taxon"), ("taxes", "taxis"), ("teeth", "tooth"), ("termini", "terminus"),
    ("tetrahedra", "tetrahedron"), ("thesauri", "thesaurus"), ("theses", "thesis"), ("thieves", "thief"),
    ("thrombi", "thrombus"), ("thromboses", "thrombosis"), ("tori", "torus"), ("umbrae", "umbra"),
    ("vacua", "vacuum"), ("vertebrae", "vertebra"), ("vertices", "vertex"), ("villi", "villus"),
    ("vortices", "vortex"), ("wives", "wife"), ("wolves", "wolf"), ("women", "woman"),
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
    ("acknowledgement", "acknowledgment"), ("aeroplane", "airplane"), ("ageing", "aging"),
    ("aluminium", "aluminum"), ("analogue", "analog"), ("analysable", "analyzable"), ("analyse", "analyze"),
    ("analysed", "analyzed"), ("analyser", "analyzer"), ("analysing", "analyzing"), ("artefact", "artifact"),
    ("barycentre", "barycenter"), ("benefitted", "benefited"), ("benefitting", "benefiting"), ("biassed", "biased"),
    ("calibre", "caliber"), ("cancellation", "cancelation"), ("catalogue", "catalog"), ("catalogued", "cataloged"),
    ("cataloguing", "cataloging"), ("catalyse", "catalyze"), ("catalysed", "catalyzed"), ("catalyser", "catalyzer"),
    ("catalysing", "catalyzing"), ("centimetre", "centimeter"), ("centre", "center"), ("centred", "centered"),
    ("centring", "centering"), ("combatting", "combating"), ("counsellor", "counselor"), ("cypher", "cipher"),
    ("defence", "defense"), ("dialogue", "dialog"), ("dialyse", "dialyze"), ("dialysed", "dialyzed"),
    ("disc", "disk"), ("distil", "distill"), ("disulphide", "disulfide"), ("electrolyse", "electrolyze"),
    ("enrol", "enroll"), ("enrolment", "enrollment"), ("epicentre", "epicenter"), ("fibre", "fiber"),
    ("focussed", "focused"), ("focusses", "focuses"), ("focussing", "focusing"), ("fulfil", "fulfill"),
    ("fulfilment", "fulfillment"), ("grey", "gray"), ("greyscale", "grayscale"), ("homologue", "homolog"),
    ("hydrolysed", "hydrolyzed"), ("instalment", "installment"), ("judgement", "judgment"),
    ("kilometre", "kilometer"), ("licence", "license"), ("litre", "liter"), ("lustre", "luster"),
    ("manoeuvrability", "maneuverability"), ("manoeuvrable", "maneuverable"), ("manoeuvre", "maneuver"),
    ("manoeuvred", "maneuvered"), ("manoeuvring", "maneuvering"), ("marvellous", "marvelous"), ("meagre", "meager"),
    ("metre", "meter"), ("microfibre", "microfiber"), ("micrometre", "micrometer"), ("millilitre", "milliliter"),
    ("millimetre", "millimeter"), ("monologue", "monolog"), ("mould", "mold"), ("moulded", "molded"),
    ("moulding", "molding"), ("moveable", "movable"), ("multicentre", "multicenter"), ("nanofibre", "nanofiber"),
    ("nanometre", "nanometer"), ("offence", "offense"), ("paralysed", "paralyzed"), ("parseable", "parsable"),
    ("pericentre", "pericenter"), ("plough", "plow"), ("practise", "practice"), ("practised", "practiced"),
    ("practising", "practicing"), ("pretence", "pretense"), ("programme", "program"), ("queueing", "queuing"),
    ("sabre", "saber"), ("sceptic", "skeptic"), ("sceptical", "skeptical"), ("scepticism", "skepticism"),
    ("sizeable", "sizable"), ("skilful", "skillful"), ("sombre", "somber"), ("spectre", "specter"),
    ("submillimetre", "submillimeter"), ("sulphate", "sulfate"), ("sulphide", "sulfide"), ("sulphur", "sulfur"),
    ("sulphuric", "sulfuric"), ("targetted", "targeted"), ("targetting", "targeting"), ("theatre", "theater"),
    ("titre", "titer"), ("towards", "toward"), ("tradeable", "tradable"), ("tuneable", "tunable"), ("tyre", "tire"),
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
    ("diarrhoea", "diarrhea"), ("aetiolog", "etiolog"), ("palaeo", "paleo"), ("encyclopaed", "encycloped"),
    ("mediaeval", "medieval"), ("caesium", "cesium"), ("glycaem", "glycem"), ("septicaem", "septicem"),
    ("hypoxaem", "hypoxem"), ("oedema", "edema"), ("faeces", "feces"), ("coeliac", "celiac"), ("caesarean", "cesarean"),
];
