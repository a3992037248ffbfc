package dev.nextvec.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.recommend.Recommender;
import dev.nextvec.recommend.UseCase;
import dev.nextvec.stats.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The words of reports are those of CONTRIBUTING.md, and rules read the same everywhere. */
class WordsTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/nextvec");
  private static final Path PAGE = Path.of("../serve/src/main/java/dev/nextvec/internal/page");
  private static final List<String> SENTENCE_MAKERS =
      List.of("compare", "recommend", "internal/examine", "internal/diagnose", "internal/report");
  private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

  private static List<String> forbidden() throws IOException {
    String words = Files.readString(Path.of("../CONTRIBUTING.md")).split("## Words", 2)[1];
    return words
        .lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| say"))
        .map(line -> line.split("\\|")[3].strip())
        .flatMap(cell -> Arrays.stream(cell.split(", ")))
        .toList();
  }

  private static List<Path> sources() throws IOException {
    List<Path> files = new ArrayList<>();
    List<Path> folders =
        Stream.concat(SENTENCE_MAKERS.stream().map(SOURCES::resolve), Stream.of(PAGE)).toList();
    for (Path folder : folders) {
      try (Stream<Path> found = Files.list(folder)) {
        found.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
      }
    }
    return files;
  }

  @Test
  void noReportUsesAWordThatIsNotOnTheList() throws IOException {
    List<String> forbidden = forbidden();
    assertThat(forbidden).hasSizeGreaterThan(15).contains("lies", "next to nothing");
    Pattern words =
        Pattern.compile(
            forbidden.stream().map(Pattern::quote).collect(Collectors.joining("|", "\\b(", ")\\b")),
            Pattern.CASE_INSENSITIVE);
    assertThat(words.matcher("amn lies below").find()).isTrue();
    for (Path file : sources()) {
      String code = Files.readString(file).replaceAll("(?m)^\\s*(\\*|//|/\\*\\*).*$", "");
      for (MatchResult text : TEXT.matcher(code).results().toList()) {
        assertThat(words.matcher(text.group(1)).find())
            .as("%s says %s", file.getFileName(), text.group())
            .isFalse();
      }
    }
  }

  @Test
  void theGuideStatesEveryVerdictAndEveryRuleAsTheReportsDo() throws IOException {
    String statistics = Files.readString(Path.of("../docs/statistics.md"));
    for (Verdict verdict : Verdict.values()) {
      assertThat(statistics).contains(verdict.words(), verdict.rule());
    }
    String recommendations = Files.readString(Path.of("../docs/recommendations.md"));
    for (UseCase useCase : UseCase.values()) {
      assertThat(recommendations)
          .contains(useCase.rule(Recommender.GIVE).replace("the setting `give`", "`--give`"));
    }
  }
}
