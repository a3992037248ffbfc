package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.data.Dataset;
import dev.nextvec.retrieval.Context;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything worth considering, trained with one word; and what the demo says to do with it. */
final class EverythingTest {
  @TempDir static Path folder;
  private static Path data = Path.of("");
  private static Path runs = Path.of("");
  private static Invoked trained = new Invoked(-1, "", "");

  @BeforeAll
  static void train() throws Exception {
    data = TinyData.dataset(folder.resolve("walk of many"), 60, 12, 1);
    runs = folder.resolve("all runs");
    trained = everything();
  }

  private static Invoked everything(String... more) {
    List<String> words = new ArrayList<>(List.of("train", data.toString()));
    words.addAll(List.of("--model-type", "everything", "--out", runs.toString()));
    words.addAll(List.of("--hidden", "16", "--heads", "2", "--feed-forward", "16"));
    words.addAll(List.of("--epochs", "2", "--threads", "1", "--jobs", "2"));
    words.addAll(List.of("--speed-seconds", "0", "--device", "cpu", "--json"));
    words.addAll(List.of(more));
    return Invoked.nextvec(words.toArray(String[]::new));
  }

  @Test
  void trainsTheFiveArchitecturesAndAmnRForBothGoals() throws Exception {
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(new ObjectMapper().readTree(trained.out()).get("runs").findValuesAsText("path"))
        .containsExactly(
            runs.resolve("amn").toString(),
            runs.resolve("amn-r").toString(),
            runs.resolve("lstm").toString(),
            runs.resolve("gru").toString(),
            runs.resolve("transformer").toString(),
            runs.resolve("amn-r-retrieval").toString());
    assertThat(Files.readString(runs.resolve("amn-r/run.json")))
        .contains("\"goal\" : \"regression\"");
    assertThat(Files.readString(runs.resolve("amn-r-retrieval/run.json")))
        .contains("\"goal\" : \"retrieval\"", "\"stretch\" : 16");
    assertThat(trained.err()).contains("untrained  val cosine");
  }

  @Test
  void refusesAGoalForEverything() {
    Invoked refused = everything("--goal", "retrieval");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("`--goal retrieval` has no effect on `everything`");
  }

  @Test
  void whatIsAboutRetrievalIsForWhatIsTrainedForIt() {
    Invoked refused = everything("--stretch", "8", "--map-rank", "4");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err())
        .contains("`--map-rank` has no effect without `--candidate-map low-rank`");
    Invoked other = everything("--stretch", "8");
    assertThat(other.exit()).isEqualTo(1);
    assertThat(other.err()).contains("amn-r-retrieval holds a run with stretch 16, not 8");
  }

  @Test
  void theCommandsThatTheDemoPrintsWorkAsTheyStand() throws Exception {
    Path index = folder.resolve("the index");
    Invoked made =
        Invoked.nextvec(
            "index",
            data.toString(),
            "--model",
            runs.resolve("amn-r-retrieval").toString(),
            "--out",
            index.toString());
    assertThat(made.exit()).as(made.err()).isZero();
    String document;
    try (Dataset dataset = Dataset.open(data)) {
      document = dataset.documents().getFirst().id();
    }
    DemoNextSteps next =
        new DemoNextSteps(
            data,
            runs,
            runs.resolve("amn-r"),
            index,
            new Context.Place(document, 3),
            folder.resolve("seeds"));
    assertThat(next.commands()).hasSize(7);
    for (String command : next.commands()) {
      assertThat(next.text().replace(" \\\n      ", " ")).contains("\n  " + command + "\n");
      String[] words = words(command);
      assertThat(words[0]).isEqualTo(CommandText.program());
      String[] arguments = Arrays.copyOfRange(words, 1, words.length);
      Invoked invoked = Invoked.nextvec(inTime(arguments));
      assertThat(invoked.exit()).as(command + "\n" + invoked.err()).isZero();
      assertThat(invoked.out()).as(command).isNotBlank();
    }
  }

  /** Trains nothing, which would be at full size: only parsed. Speed is measured by few calls. */
  private static String[] inTime(String[] arguments) {
    return switch (arguments[0]) {
      case "train" -> with(arguments, "--help");
      case "compare", "recommend" -> with(arguments, "--speed-seconds=0");
      default -> arguments;
    };
  }

  /** As a shell takes a line apart that quotes with '. */
  private static String[] words(String line) {
    List<String> words = new ArrayList<>();
    java.util.regex.Matcher word =
        java.util.regex.Pattern.compile("'([^']*)'|(\\S+)").matcher(line);
    while (word.find()) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    return words.toArray(String[]::new);
  }

  private static String[] with(String[] arguments, String more) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = more;
    return all;
  }
}
