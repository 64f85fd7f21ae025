// SST-2: a three-layer teacher, and ternary students with and without distillation, over three seeds.
//
//   TERN_SST2=folder install/tern run notebooks/studies/sst2.jsh
//
// The folder holds train_sentences.tsv and dev.tsv (or .tsv.gz) with the columns sentence and label.
// Prints one row a seed and the means; the numbers of README.md come from here.

var folder = System.getenv("TERN_SST2");
if (folder == null) throw new IllegalStateException("Set TERN_SST2 to the folder of train_sentences.tsv.gz and dev.tsv.gz.");
var data = tsv(folder + "/train_sentences.tsv.gz", folder + "/dev.tsv.gz").take(4000);

var seeds = IntColumn.create("seed");
var teachers = DoubleColumn.create("teacher");
var distilled = DoubleColumn.create("TWN, distilled");
var plain = DoubleColumn.create("TWN, labels only");
var integers = DoubleColumn.create("TWN, integers");

for (int seed = 1; seed <= 3; seed++) {
    var teacher = model(miniLM().layers(0, 2, 5)).epochs(3).seed(seed).fit(data);
    var student = model().ternarize(TWN).distillFrom(teacher).activations(int8, asymmetric).seed(seed).fit(data);
    var alone = model(teacher).ternarize(TWN).activations(int8, asymmetric).seed(seed).fit(data);
    seeds.append(seed);
    teachers.append(teacher.accuracy(data.test()));
    distilled.append(student.accuracy(data.test()));
    plain.append(alone.accuracy(data.test()));
    integers.append(student.integer().accuracy(data.test()));
    System.out.printf("seed %d: teacher %.4f, distilled %.4f, labels only %.4f, integers %.4f%n",
        seed, teachers.get(seed - 1), distilled.get(seed - 1), plain.get(seed - 1), integers.get(seed - 1));
}
var results = Table.create("SST-2", seeds, teachers, distilled, plain, integers);
System.out.println(results);
System.out.printf("means: teacher %.4f, distilled %.4f, labels only %.4f, integers %.4f%n",
    teachers.mean(), distilled.mean(), plain.mean(), integers.mean());
