// Does precision(fast) cost accuracy? The same teachers and ternary students, trained exactly and fast, side by side.
//
//   install/tern run notebooks/studies/precision.jsh
//
// On 2,000 e-mails; with TERN_DATA=folder, which holds trec, on TREC's questions instead. TERN_SEEDS=3 unless said.
// Both students of a seed imitate one teacher, so that what lies between them is their own precision.

var folder = System.getenv("TERN_DATA");
var data = folder == null ? spam().take(2000) : trec(folder + "/trec").take(4000);
int seeds = Integer.parseInt(System.getenv().getOrDefault("TERN_SEEDS", "3"));

var columns = List.of("teacher, exact", "teacher, fast", "student, exact", "student, fast");
var accuracies = new ArrayList<double[]>();
var seconds = new double[4];

double timed(int column, Recipe recipe, int seed, Model[] kept) {
    long start = System.nanoTime();
    kept[0] = recipe.seed(seed).fit(data);
    seconds[column] += (System.nanoTime() - start) * 1e-9;
    return 100 * kept[0].accuracy(data.test());
}

System.out.printf("%n%s, %d to learn from, tested on %d%n%-6s %16s %16s %16s %16s%n", data.name(), data.train().size(), data.test().size(), "seed", columns.get(0), columns.get(1), columns.get(2), columns.get(3));
for (int seed = 1; seed <= seeds; seed++) {
    var model = new Model[1];
    var found = new double[4];
    var first = model(miniLM().layers(0, 2, 5)).epochs(4);
    found[1] = timed(1, first.precision(fast), seed, model);
    found[0] = timed(0, first, seed, model);
    var student = model().ternarize(TWN).distillFrom(model[0]).activations(int8, asymmetric).epochs(3);
    found[2] = timed(2, student, seed, model);
    found[3] = timed(3, student.precision(fast), seed, model);
    accuracies.add(found);
    System.out.printf(Locale.ROOT, "%-6d %14.2f %% %14.2f %% %14.2f %% %14.2f %%%n", seed, found[0], found[1], found[2], found[3]);
}
var means = new double[4];
for (int c = 0; c < 4; c++) for (var found : accuracies) means[c] += found[c] / seeds;
System.out.printf(Locale.ROOT, "%-6s %14.2f %% %14.2f %% %14.2f %% %14.2f %%%n", "mean", means[0], means[1], means[2], means[3]);
System.out.printf(Locale.ROOT, "%-6s %14.0f s %14.0f s %14.0f s %14.0f s%n", "time", seconds[0], seconds[1], seconds[2], seconds[3]);
// What one seed changes, over the pairs that differ in nothing else: the noise that a difference of means stands in.
for (int kind = 0; kind < 4; kind += 2) {
    double sum = 0;
    double squares = 0;
    for (var found : accuracies) {
        double difference = found[kind + 1] - found[kind];
        sum += difference;
        squares += difference * difference;
    }
    double mean = sum / seeds;
    double deviation = Math.sqrt(Math.max(0, squares / seeds - mean * mean) * seeds / Math.max(1, seeds - 1));
    System.out.printf(Locale.ROOT, "%s: fast %+.2f points, %.2f the standard deviation of a seed's difference%n", kind == 0 ? "teachers" : "students", mean, deviation);
}
