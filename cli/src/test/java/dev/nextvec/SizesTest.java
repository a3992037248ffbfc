package dev.nextvec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** How long files and methods may be, as CONTRIBUTING.md says. */
class SizesTest {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final int FILE = 400;
  private static final int METHOD = 40;

  /** Longer ones, each with the reason why it is not divided. */
  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "PickleMachine.step", "a line for each instruction",
          "TorchProducts.stream", "a hot loop beside its buffers");

  private static Stream<Path> sources(String kind) throws IOException {
    try (Stream<Path> modules = Files.list(TOP)) {
      return modules
          .map(module -> module.resolve("src").resolve(kind).resolve("java"))
          .filter(Files::isDirectory)
          .flatMap(SizesTest::files)
          .toList()
          .stream();
    }
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void noFileIsTooLong() throws IOException {
    for (Path source : Stream.concat(sources("main"), sources("test")).toList()) {
      assertThat(Files.readAllLines(source)).as("%s", source).hasSizeLessThanOrEqualTo(FILE);
    }
  }

  @Test
  void noMethodIsTooLong() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  null,
                  null,
                  files.getJavaFileObjectsFromPaths(sources("main").toList()));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      Map<String, Long> tooLong = new TreeMap<>();
      int units = 0;
      for (CompilationUnitTree unit : task.parse()) {
        units++;
        Path file = Path.of(unit.getSourceFile().toUri());
        String type = file.getFileName().toString().replace(".java", "");
        LineMap lines = unit.getLineMap();
        new TreeScanner<Void, Void>() {
          @Override
          public Void visitMethod(MethodTree method, Void nothing) {
            long first = lines.getLineNumber(positions.getStartPosition(unit, method));
            long last = lines.getLineNumber(positions.getEndPosition(unit, method));
            if (last - first + 1 > METHOD) {
              tooLong.put(type + "." + method.getName(), last - first + 1);
            }
            return super.visitMethod(method, nothing);
          }
        }.scan(unit, null);
      }
      assertThat(units).isGreaterThan(500);
      assertThat(tooLong.keySet()).isEqualTo(EXCEPTIONS.keySet());
    }
  }
}
