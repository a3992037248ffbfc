package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Every option of every command: what it does not take is wrong usage, said with its name. */
class OptionValuesTest {
  private static final Pattern WORDS =
      Pattern.compile("from [\\d,.]+ to [\\d,]+|(above|at least) [\\d,.]+ and (below|at most)");

  /** Of any value that a long has. */
  private static final Pattern SEED = Pattern.compile("seeds?$");

  @TempDir Path folder;

  /** An option, and how the command that has it is called. */
  record Case(List<String> command, OptionSpec option) {
    @Override
    public String toString() {
      return String.join(" ", command) + " " + option.longestName();
    }
  }

  static Stream<Case> options() {
    return Commands.all().stream()
        .flatMap(
            entry ->
                switch (entry) {
                  case Commands.Leaf leaf -> options(leaf, leaf.name());
                  case Commands.Group group ->
                      group.commands().stream()
                          .flatMap(leaf -> options(leaf, group.name(), leaf.name()));
                });
  }

  private static Stream<Case> options(Commands.Leaf leaf, String... names) {
    return new CommandLine(leaf.command().get())
        .getCommandSpec().options().stream().map(option -> new Case(List.of(names), option));
  }

  static Stream<Case> numbers() {
    return options().filter(each -> OptionValues.isNumber(each.option));
  }

  private static final Set<List<String>> WRITERS =
      Set.of(
          List.of("data", "encode"),
          List.of("data", "import"),
          List.of("data", "windows"),
          List.of("export"),
          List.of("index"),
          List.of("import"),
          List.of("sweep"));

  private Invoked run(Case called, String value) {
    List<String> words = new ArrayList<>(called.command);
    words.add(called.option.longestName() + "=" + value);
    if (!called.command.equals(List.of("demo"))) {
      words.add(folder.resolve("missing").toString());
    }
    if (called.command.equals(List.of("train")) && !called.option.longestName().endsWith("type")) {
      words.add("--model-type=amn");
    }
    if (called.command.equals(List.of("sweep"))) {
      words.add("--models=amn");
    }
    if (WRITERS.contains(called.command)) {
      words.add("--out=" + folder.resolve("out"));
    }
    return Invoked.nextvec(words.toArray(String[]::new));
  }

  private void refuses(Case called, String value) {
    Invoked run = run(called, value);
    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1).contains(called.option.longestName(), value, "--help");
    assertThat(run.out()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void whatIsNoNumberIsWrongUsage(Case called) {
    refuses(called, "many");
    refuses(called, "1e");
    refuses(called, "");
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void aNumberOutsideTheBoundsIsWrongUsage(Case called) {
    if (isSeed(called)) {
      refuses(called, "9223372036854775808");
      return;
    }
    Bounds bounds = OptionValues.bounds(called.option).orElseThrow();
    String below = number(called, bounds.above() ? bounds.from() : bounds.from() - 1);
    String above = number(called, bounds.below() ? bounds.to() : bounds.to() + 1);
    refuses(called, below);
    refuses(called, above);
    refuses(called, "-1000000000000000000000");
    refuses(called, "1000000000000000000000");
    if (isFraction(called)) {
      refuses(called, "NaN");
      refuses(called, "Infinity");
    }
  }

  private static boolean isSeed(Case called) {
    return SEED.matcher(called.option.longestName()).find()
        && OptionValues.bounds(called.option).isEmpty();
  }

  private static boolean isFraction(Case called) {
    Class<?> type = called.option.auxiliaryTypes()[0];
    return type == double.class || type == Double.class;
  }

  private static String number(Case called, double value) {
    return isFraction(called) ? Double.toString(value) : Long.toString((long) value);
  }

  @Test
  void theHelpNamesTheBounds() {
    Map<List<String>, List<Case>> commands =
        numbers().filter(each -> !isSeed(each)).collect(Collectors.groupingBy(Case::command));
    commands.forEach(
        (command, options) -> {
          String help =
              Invoked.nextvec(
                      Stream.concat(command.stream(), Stream.of("--help")).toArray(String[]::new))
                  .out();
          List<String> entries = List.of(help.split("\n(?= {2,8}-)"));
          assertThat(options)
              .allSatisfy(each -> assertThat(entry(entries, each)).containsPattern(WORDS));
        });
  }

  private static String entry(List<String> entries, Case called) {
    return entries.stream()
        .filter(lines -> lines.strip().matches("(?s)" + called.option.longestName() + "\\[?=.*"))
        .findFirst()
        .orElseThrow()
        .replaceAll("\\s+", " ");
  }

  static Stream<Case> choices() {
    return options().filter(each -> each.option.auxiliaryTypes()[0].isEnum());
  }

  @ParameterizedTest
  @MethodSource("choices")
  void aWordThatIsNoChoiceIsWrongUsage(Case called) {
    refuses(called, "nonsense");
    refuses(called, "0");
  }

  static Stream<Case> paths() {
    return options().filter(each -> each.option.auxiliaryTypes()[0] == Path.class);
  }

  @ParameterizedTest
  @MethodSource("paths")
  void anEmptyPathAndOneThatCannotBePrintedAreWrongUsage(Case called) {
    Invoked empty = run(called, "");
    assertThat(empty.exit()).as(empty.err()).isEqualTo(2);
    assertThat(empty.err()).contains(called.option.longestName(), "empty");
    Invoked torn = run(called, "a\nb\u001b[2J");
    assertThat(torn.exit()).as(torn.err()).isEqualTo(2);
    assertThat(torn.err()).hasLineCount(1).contains("a\\nb\\u001b[2J", "another name");
  }

  @Test
  void optionsThatContradictEachOtherAreWrongUsage() {
    String missing = folder.resolve("missing").toString();
    for (String[] command :
        new String[][] {
          {"train", missing, "--model-type=amn", "--loss=mse", "--stretch=3"},
          {"train", missing, "--model-type=amn", "--goal=retrieval", "--loss=cosine"},
          {"train", missing, "--model-type=lstm", "--heads=8"},
          {"train", missing, "--model-type=amn", "--jobs=256", "--threads=1000"},
          {"train", missing, "--model-type=amn", "--seed=9223372036854775806", "--seeds=3"},
          {"evaluate", missing, "--html=x.html"},
          {"explain", missing, "--document=d"},
          {"recommend", missing, "--use-case=everything"},
        }) {
      Invoked run = Invoked.nextvec(command);
      assertThat(run.exit()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).hasLineCount(1).contains("--help");
    }
  }

  @Test
  void theLastSeedsThereAreAreTaken() {
    String missing = folder.resolve("missing").toString();
    String[] command = {
      "train", missing, "--model-type=amn", "--seed=9223372036854775806", "--seeds=2"
    };
    assertThat(Invoked.nextvec(command).err()).contains("missing").doesNotContain("--seed");
  }
}
