package dev.nextvec.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pages and Javadoc show of Java compiles as it stands there. */
class SnippetsTest {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern FENCED = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern JAVADOC =
      Pattern.compile("<pre>\\{@code\\n(.*?)\\n \\* \\}</pre>", Pattern.DOTALL);

  /** What a reader is taken to know where a snippet does not say it: public packages and inputs. */
  private static final String BEFORE =
      """
      import dev.nextvec.compare.*;
      import dev.nextvec.data.*;
      import dev.nextvec.model.*;
      import dev.nextvec.report.*;
      import dev.nextvec.run.*;
      import dev.nextvec.workflow.*;
      import java.nio.file.Path;
      import java.util.List;
      %s
      class Snippet {
        void run(Dataset dataset, EncoderFingerprint fingerprint, float[][] lastFive,
            List<float[][]> contexts) throws Exception {
      %s
        }
      }
      """;

  @TempDir Path classes;

  /** A piece of Java and the page it stands on. */
  private record Snippet(Path page, String code) {
    String program() {
      String imports = lines(true);
      return BEFORE.formatted(imports, lines(false));
    }

    private String lines(boolean ofImports) {
      return code.lines()
          .filter(line -> line.startsWith("import ") == ofImports)
          .collect(Collectors.joining("\n"));
    }
  }

  private static List<Snippet> snippets() throws IOException {
    List<Snippet> snippets = new ArrayList<>();
    for (Path page : files(TOP, 1, ".md")) {
      add(snippets, page, FENCED);
    }
    for (Path page : files(TOP.resolve("docs"), 2, ".md")) {
      add(snippets, page, FENCED);
    }
    try (Stream<Path> modules = Files.list(TOP)) {
      for (Path module : modules.filter(m -> Files.isDirectory(m.resolve("src/main"))).toList()) {
        for (Path source : files(module.resolve("src/main/java"), 20, ".java")) {
          add(snippets, source, JAVADOC);
        }
      }
    }
    return snippets;
  }

  private static List<Path> files(Path folder, int depth, String ending) throws IOException {
    try (Stream<Path> found = Files.walk(folder, depth)) {
      return found.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  private static void add(List<Snippet> snippets, Path page, Pattern pattern) throws IOException {
    for (MatchResult found : pattern.matcher(Files.readString(page)).results().toList()) {
      snippets.add(new Snippet(page, found.group(1).replaceAll("(?m)^ \\* ?", "")));
    }
  }

  /** What the compiler says against a program. */
  private List<String> errors(String program) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> told = new DiagnosticCollector<>();
    String path =
        Optional.ofNullable(System.getProperty("surefire.test.class.path"))
            .orElse(System.getProperty("java.class.path"));
    JavaFileObject source =
        new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return program;
          }
        };
    compiler
        .getTask(
            null,
            null,
            told,
            List.of("-proc:none", "-d", classes.toString(), "-cp", path),
            null,
            List.of(source))
        .call();
    return told.getDiagnostics().stream()
        .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
        .map(each -> each.getMessage(Locale.ROOT))
        .toList();
  }

  @Test
  void everySnippetOfJavaCompiles() throws IOException {
    List<Snippet> snippets = snippets();
    assertThat(snippets)
        .extracting(snippet -> snippet.page().getFileName().toString())
        .contains("README.md", "model-package.md", "Model.java", "Training.java");
    for (Snippet snippet : snippets) {
      assertThat(errors(snippet.program())).as("%s: %s", snippet.page(), snippet.code()).isEmpty();
    }
  }

  @Test
  void aSnippetOfWhatIsNotThereDoesNot() {
    Snippet wrong = new Snippet(TOP, "Model.open(Path.of(\"a\")).predictNothing(lastFive);");
    assertThat(errors(wrong.program())).singleElement().asString().contains("predictNothing");
  }
}
