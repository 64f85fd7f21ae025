// The control to bert-family.jsh on MRPC: what its students lose to their teacher, is it lost to quantization? An fp32
// copy of the teacher trains on exactly as the students do, at their rate, for their epochs, with frozen embeddings.
//
//   TERN_DATA=folder install/tern run notebooks/studies/trained-on.jsh
//
// The folder holds glue/MRPC. TERN_SEEDS=2 unless said; about four minutes a seed.

var folder = System.getenv("TERN_DATA");
if (folder == null) throw new IllegalStateException("Set TERN_DATA to the folder that holds glue/MRPC.");
var data = glue(folder + "/glue/MRPC");
int seeds = Integer.parseInt(System.getenv().getOrDefault("TERN_SEEDS", "2"));

for (int seed = 1; seed <= seeds; seed++) {
    var teacher = model(miniLM()).epochs(4).tokens(128).learningRate(1e-4).precision(fast).seed(seed).fit(data);
    var trainedOn = model(teacher).epochs(3).batch(32).tokens(128).learningRate(2e-4).precision(fast).embeddings(frozen).seed(seed).fit(data);
    double before = 100 * teacher.accuracy(data.test());
    double after = 100 * trainedOn.accuracy(data.test());
    System.out.printf(Locale.ROOT, "%nseed %d: teacher %.1f %%, trained on in fp32 %.1f %%, %+.1f%n", seed, before, after, after - before);
}
