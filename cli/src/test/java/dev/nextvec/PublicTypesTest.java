package dev.nextvec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What users of the library may call, by the sources of all modules: also of those that are built
 * after this one.
 */
class PublicTypesTest {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final String INTERNAL = "dev.nextvec.internal";

  /** Programs, not libraries. */
  private static final Set<String> PROGRAMS = Set.of("examples", "benchmarks");

  /** Tensors in a list or map, as modules hand them to each other; users open files of models. */
  private static final Set<String> BETWEEN_MODULES =
      Set.of("ModelFile.of has FloatTensor", "ModelFile.write has Source");

  private static final List<Type> TYPES = new ArrayList<>();

  /** A type that stands in no other, with the file it is in. */
  private record Type(String module, CompilationUnitTree file, ClassTree tree) {
    String name() {
      return tree.getSimpleName().toString();
    }

    boolean isForUsers() {
      return tree.getModifiers().getFlags().contains(Modifier.PUBLIC)
          && !String.valueOf(file.getPackageName()).startsWith(INTERNAL);
    }

    /** Simple names of what is internal, as this file imports it. */
    Set<String> internal() {
      return file.getImports().stream()
          .map(each -> each.getQualifiedIdentifier().toString())
          .filter(each -> each.startsWith(INTERNAL))
          .map(each -> each.substring(each.lastIndexOf('.') + 1))
          .collect(Collectors.toSet());
    }

    private boolean isPublic(MethodTree method) {
      Set<Modifier> flags = method.getModifiers().getFlags();
      return flags.contains(Modifier.PUBLIC)
          || tree.getKind() == Tree.Kind.INTERFACE && !flags.contains(Modifier.PRIVATE);
    }

    /** What its methods take or give that is internal. */
    Stream<String> leaks() {
      return tree.getMembers().stream()
          .filter(MethodTree.class::isInstance)
          .map(MethodTree.class::cast)
          .filter(method -> method.getReturnType() != null && isPublic(method))
          .flatMap(method -> leaks(method, internal()));
    }

    private Stream<String> leaks(MethodTree method, Set<String> internal) {
      Set<String> named = new TreeSet<>();
      TreeScanner<Void, Void> names =
          new TreeScanner<>() {
            @Override
            public Void visitIdentifier(IdentifierTree identifier, Void none) {
              named.add(identifier.getName().toString());
              return null;
            }
          };
      names.scan(method.getReturnType(), null);
      method.getParameters().forEach(each -> names.scan(each.getType(), null));
      named.retainAll(internal);
      return named.stream().map(each -> "%s.%s has %s".formatted(name(), method.getName(), each));
    }
  }

  @BeforeAll
  static void readSources() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (Stream<Path> modules = Files.list(TOP);
        StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      for (Path module : modules.sorted().toList()) {
        Path sources = module.resolve("src/main/java");
        if (Files.isDirectory(sources) && !PROGRAMS.contains(module.getFileName().toString())) {
          read(module.getFileName().toString(), sources, compiler, files);
        }
      }
    }
  }

  private static void read(
      String module, Path sources, JavaCompiler compiler, StandardJavaFileManager files)
      throws IOException {
    try (Stream<Path> list = Files.walk(sources)) {
      List<Path> java = list.filter(file -> file.toString().endsWith(".java")).toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(java));
      for (CompilationUnitTree file : task.parse()) {
        for (Tree type : file.getTypeDecls()) {
          if (type instanceof ClassTree tree) {
            TYPES.add(new Type(module, file, tree));
          }
        }
      }
    }
  }

  @Test
  void whatUsersCallIsAThirdOfAModuleAtMost() {
    Map<String, List<Type>> modules = TYPES.stream().collect(Collectors.groupingBy(Type::module));
    assertThat(modules).containsKeys("core", "cli", "langchain4j", "spark").hasSizeGreaterThan(10);
    modules.forEach(
        (module, all) ->
            assertThat(all.stream().filter(Type::isForUsers).count())
                .as("public types of %s, of %d", module, all.size())
                .isLessThanOrEqualTo(Math.max(2, all.size() / 3)));
  }

  @Test
  void noModuleHasTwoTypesOfOneName() {
    TYPES.stream()
        .collect(Collectors.groupingBy(type -> type.module() + ": " + type.name()))
        .forEach((name, all) -> assertThat(all).as(name).hasSize(1));
  }

  @Test
  void whatUsersCallTakesAndGivesNothingInternal() {
    assertThat(TYPES.stream().filter(Type::isForUsers).flatMap(Type::leaks))
        .containsExactlyInAnyOrderElementsOf(BETWEEN_MODULES);
  }
}
