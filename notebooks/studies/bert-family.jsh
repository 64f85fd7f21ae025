// The low-bit methods of the BERT family side by side: teacher, Q8BERT, TWN with and without distillation, LAT, KDLSQ,
// plain 2-bit min-max, binary by splitting and from scratch; on SST-2, TREC and MRPC, three seeds each.
//
//   TERN_DATA=folder install/tern run notebooks/studies/bert-family.jsh
//
// The folder holds glue/SST-2 (train_sentences.tsv and dev.tsv), glue/MRPC and trec, plain or gzipped. Every result goes
// to bert-family.tsv in the current folder as soon as it is there, with its recipe, seed, data and time; started again,
// the study goes on where it stopped. TERN_TASKS=TREC, TERN_SEEDS=1 and TERN_ROWS=1000 make it smaller.
// A teacher has more epochs than its students, so that none can overtake it merely by training on. Three of MiniLM's
// layers are enough for one sentence. Whether two mean the same they cannot tell (their teacher says little more than
// MRPC's larger class), so there all six are kept, and the longer pairs whole.
// Prints a table a task: mean accuracy, what was lost to the teacher, size, and how many seeds.

var folder = System.getenv("TERN_DATA");
if (folder == null) throw new IllegalStateException("Set TERN_DATA to the folder that holds glue/SST-2, glue/MRPC and trec.");
var rows = Integer.parseInt(System.getenv().getOrDefault("TERN_ROWS", "4000"));
var seeds = Integer.parseInt(System.getenv().getOrDefault("TERN_SEEDS", "3"));
var chosen = List.of(System.getenv().getOrDefault("TERN_TASKS", "SST-2,TREC,MRPC").split(","));
var file = Path.of(System.getenv().getOrDefault("TERN_RESULTS", "bert-family.tsv"));

Dataset task(String name) {
    return switch (name) {
        case "SST-2" -> tsv(folder + "/glue/SST-2/train_sentences.tsv.gz", folder + "/glue/SST-2/dev.tsv.gz");
        case "TREC" -> trec(folder + "/trec");
        case "MRPC" -> glue(folder + "/glue/MRPC");
        default -> throw new IllegalArgumentException("There is no task " + name + ": choose from SST-2, TREC and MRPC.");
    };
}

// What is compared: from a teacher, its data and a seed to a model.
interface Method { Model fit(Model teacher, Dataset data, int seed); }

boolean pairs(Dataset data) { return data.name().equals("MRPC"); }

Recipe teacher(Dataset data) {
    return pairs(data)
        ? model(miniLM()).epochs(4).tokens(128).learningRate(1e-4).precision(fast)
        : model(miniLM().layers(0, 2, 5)).epochs(6);
}

Recipe common(Recipe recipe, Dataset data, int seed) {
    var all = recipe.epochs(3).batch(32).seed(seed).embeddings(frozen);
    return pairs(data) ? all.tokens(128).learningRate(2e-4).precision(fast) : all.tokens(64).learningRate(3e-4);
}

BinaryBert binary(Dataset data, int seed) {
    return pairs(data) ? BinaryBERT.tokens(128).learningRate(2e-4).precision(fast).seed(seed) : BinaryBERT.learningRate(3e-4).seed(seed);
}

var methods = new LinkedHashMap<String, Method>();
methods.put("Q8BERT, 8-8-8", (t, d, s) -> common(Q8BERT.recipe(t), d, s).fit(d));
methods.put("TernaryBERT (TWN), 2-2-8", (t, d, s) -> common(TernaryBERT.recipe(t), d, s).fit(d));
methods.put("TernaryBERT (LAT), 2-2-8", (t, d, s) -> common(TernaryBERT.recipe(t).ternarize(LAT), d, s).fit(d));
methods.put("TWN, labels only, 2-2-8", (t, d, s) -> common(model(t).ternarize(TWN).activations(int8, asymmetric), d, s).fit(d));
methods.put("KDLSQ-BERT, 2-2-8", (t, d, s) -> common(KDLSQBERT.recipe(t), d, s).fit(d));
methods.put("Q2BERT (min-max), 2-8-8", (t, d, s) -> common(model(t).weights(int2).weights(int8).forLayers("embeddings.word").activations(int8, asymmetric), d, s).fit(d));
methods.put("BinaryBERT, 1-1-8", (t, d, s) -> binary(d, s).fit(t, d).binary());
methods.put("BWN from the teacher, 1-1-8", (t, d, s) -> common(model().binarize(BWN).distillFrom(t).activations(int8, asymmetric), d, s).fit(d));

record Result(String task, String method, int seed, double accuracy, double lost, double mebibytes, double seconds, String data, String recipe) {
    String line() {
        return String.join("\t", task, method, "" + seed, String.format(Locale.ROOT, "%.4f\t%.4f\t%.2f\t%.0f", accuracy, lost, mebibytes, seconds), data, recipe);
    }
    static Result of(String line) {
        var f = line.split("\t");
        return new Result(f[0], f[1], Integer.parseInt(f[2]), Double.parseDouble(f[3]), Double.parseDouble(f[4]), Double.parseDouble(f[5]), Double.parseDouble(f[6]), f[7], f[8]);
    }
}
var header = "task\tmethod\tseed\taccuracy\tlost\tMiB\tseconds\tdata\trecipe";
var results = new ArrayList<Result>();
if (Files.exists(file)) Files.readAllLines(file).stream().skip(1).map(Result::of).forEach(results::add);

void keep(Result result) throws Exception {
    results.add(result);
    var lines = new ArrayList<String>(List.of(header));
    results.forEach(each -> lines.add(each.line()));
    var temporary = Path.of(file + ".part");
    Files.write(temporary, lines);
    Files.move(temporary, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    System.out.printf(Locale.ROOT, "%s, seed %d, %s: %.1f %%, %.2f MiB, %.0f s%n", result.task(), result.seed(), result.method(), 100 * result.accuracy(), result.mebibytes(), result.seconds());
}

double mebibytes(Model model) throws Exception {
    var saved = Files.createTempFile("tern", ".safetensors");
    model.save(saved);
    var size = Files.size(saved) / 1048576.0;
    Files.delete(saved);
    return size;
}

for (var name : chosen) {
    var data = task(name);
    if (data.train().size() > rows) data = data.take(rows);
    var fingerprint = data.train().fingerprint() + "/" + data.test().fingerprint();
    for (int seed = 1; seed <= seeds; seed++) {
        int s = seed;
        Predicate<String> missing = method -> results.stream().noneMatch(r -> r.task().equals(name) && r.seed() == s && r.method().equals(method) && r.data().equals(fingerprint));
        if (!missing.test("teacher, 32-32-32") && methods.keySet().stream().noneMatch(missing)) continue;
        // Trained anew when the study goes on: the same recipe, data and seed give the same teacher.
        long start = System.nanoTime();
        var teacher = teacher(data).seed(seed).fit(data);
        double best = teacher.accuracy(data.test());
        if (missing.test("teacher, 32-32-32")) keep(new Result(name, "teacher, 32-32-32", seed, best, 0, mebibytes(teacher), (System.nanoTime() - start) * 1e-9, fingerprint, teacher.code()));
        for (var method : methods.entrySet()) {
            if (!missing.test(method.getKey())) continue;
            start = System.nanoTime();
            var student = method.getValue().fit(teacher, data, seed);
            double seconds = (System.nanoTime() - start) * 1e-9;
            double accuracy = student.accuracy(data.test());
            keep(new Result(name, method.getKey(), seed, accuracy, accuracy - best, mebibytes(student), seconds, fingerprint, student.code()));
        }
    }
}

for (var name : chosen) {
    System.out.printf("%n%s%n%-30s %9s %9s %9s %6s%n", name, "mean over the seeds", "accuracy", "lost", "MiB", "seeds");
    var order = new LinkedHashSet<String>();
    results.stream().filter(r -> r.task().equals(name)).forEach(r -> order.add(r.method()));
    for (var method : order) {
        var some = results.stream().filter(r -> r.task().equals(name) && r.method().equals(method)).toList();
        System.out.printf(Locale.ROOT, "%-30s %7.2f %% %+8.2f %9.2f %6d%n", method,
            100 * some.stream().mapToDouble(Result::accuracy).average().orElse(0), 100 * some.stream().mapToDouble(Result::lost).average().orElse(0),
            some.stream().mapToDouble(Result::mebibytes).average().orElse(0), some.size());
    }
}
