package dev.nextvec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** What a fresh clone is built from. */
class BuildTest {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern EXAMPLE = Pattern.compile("\\.ci/test ([a-z]+) (\\w+)");

  @Test
  void theLauncherSkipsTestsSoNothingItBuildsNeedsAJarOfThem() throws Exception {
    assertThat(Files.readString(TOP.resolve("nextvec"))).contains("-Dmaven.test.skip=true");
    XPath path = XPathFactory.newInstance().newXPath();
    for (Path pom : poms()) {
      Document xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
      String always = "count(/project/dependencies/dependency[type='test-jar'])";
      String profiles =
          "count(/project/profiles/profile[not(activation/property/name='!maven.test.skip')]"
              + "/dependencies/dependency[type='test-jar'])";
      for (String needs : List.of(always, profiles)) {
        assertThat((Double) path.evaluate(needs, xml, XPathConstants.NUMBER))
            .as("%s", pom)
            .isZero();
      }
    }
  }

  @Test
  void theTestsThatPagesNameAsExamplesExist() throws IOException {
    for (String page : List.of("CONTRIBUTING.md", ".ci/test")) {
      List<MatchResult> examples =
          EXAMPLE.matcher(Files.readString(TOP.resolve(page))).results().toList();
      assertThat(examples).as(page).isNotEmpty();
      for (MatchResult example : examples) {
        try (Stream<Path> tests = Files.walk(TOP.resolve(example.group(1)).resolve("src/test"))) {
          assertThat(tests.map(test -> test.getFileName().toString()))
              .as("%s: %s", page, example.group())
              .contains(example.group(2) + ".java");
        }
      }
    }
  }

  private static List<Path> poms() throws IOException {
    try (Stream<Path> modules = Files.list(TOP)) {
      List<Path> poms =
          modules.map(module -> module.resolve("pom.xml")).filter(Files::exists).toList();
      assertThat(poms).hasSizeGreaterThan(3);
      return poms;
    }
  }
}
