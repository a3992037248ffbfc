package dev.nextvec.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedDirectoryTest {
  private static final DirectoryKind KIND = DirectoryKind.of("a thing", "mark", "mark", "data");

  @TempDir Path folder;

  private Path made(String name, String content) throws IOException {
    Path made = Files.createDirectories(folder.resolve("made"));
    Files.writeString(made.resolve("mark"), "");
    Files.writeString(made.resolve(name), content);
    return made;
  }

  /** Who asked for nothing to be overwritten must find what the other made. */
  @Test
  void whatAnotherProgramMadeMeanwhileIsNotReplaced() throws Exception {
    Path target = folder.resolve("made");
    try (StagedDirectory staged = StagedDirectory.begin(target, false, KIND)) {
      Files.writeString(staged.path().resolve("data"), "mine");
      made("data", "theirs");
      assertThatThrownBy(staged::commit)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("made exists and is not empty");
    }
    assertThat(target.resolve("data")).hasContent("theirs");
    assertThat(folder).isDirectoryNotContaining("glob:**partial*");
  }

  /** Whoever reads what went wrong knows the directory by its name. */
  @Test
  void aFileThatCannotBeWrittenIsNamedWhereItWasToBe() throws Exception {
    Path target = folder.resolve("made");
    try (StagedDirectory staged = StagedDirectory.begin(target, false, KIND)) {
      Path file = staged.path().resolve("data");
      assertThatThrownBy(
              () ->
                  AtomicFile.write(
                      file,
                      out -> {
                        throw new IOException("No space left on device");
                      }))
          .hasMessageStartingWith("writing " + target.resolve("data") + " failed: no space left")
          .message()
          .doesNotContain("partial");
    }
  }

  @Test
  void foldersThatWereMadeForItGoWhereItIsNotFinished() throws Exception {
    Path there = Files.createDirectory(folder.resolve("there"));
    try (StagedDirectory staged = StagedDirectory.begin(there.resolve("new/made"), false, KIND)) {
      Files.writeString(staged.path().resolve("data"), "half");
    }
    assertThat(there).isEmptyDirectory();
  }

  @Test
  void whatIsOfAnotherKindMeanwhileIsNotReplacedEither() throws Exception {
    Path target = made("data", "old");
    try (StagedDirectory staged = StagedDirectory.begin(target, true, KIND)) {
      made("letter.txt", "dear");
      assertThatThrownBy(staged::commit).hasMessageContaining("letter.txt");
    }
    assertThat(target.resolve("letter.txt")).hasContent("dear");
  }
}
