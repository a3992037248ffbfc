package dev.nextvec.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.internal.file.DirectoryKind;
import dev.nextvec.internal.file.StagedDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a link leads to is somebody's: nothing is ever deleted there. */
@DisabledOnOs(OS.WINDOWS)
class LinksTest {
  @TempDir Path folder;
  private Path thesis;

  @BeforeEach
  void writeThesis() throws IOException {
    thesis = Files.createDirectory(folder.resolve("work")).resolve("thesis.tex");
    Files.writeString(thesis, "years of work");
  }

  private Path dataset(String name) throws IOException {
    Path dataset = Files.createDirectory(folder.resolve(name));
    Files.writeString(dataset.resolve("dataset.json"), "{}");
    return dataset;
  }

  private static void write(Path target) throws IOException {
    DirectoryKind kind = DirectoryKind.of("a dataset", "dataset.json", "dataset\\.json", "more");
    try (StagedDirectory staged = StagedDirectory.begin(target, true, kind)) {
      Files.writeString(staged.path().resolve("dataset.json"), "new");
      staged.commit();
    }
  }

  @Test
  void aLinkInADirectoryThatIsOverwrittenIsRemovedItself() throws IOException {
    Path dataset = dataset("dataset");
    Files.createSymbolicLink(dataset.resolve("more"), thesis.getParent());
    write(dataset);
    assertThat(thesis).exists();
    assertThat(dataset.resolve("more")).doesNotExist();
    assertThat(dataset.resolve("dataset.json")).hasContent("new");
  }

  @Test
  void aLinkToADirectoryThatIsOverwrittenStaysALink() throws IOException {
    Path dataset = dataset("dataset");
    Path link = Files.createSymbolicLink(folder.resolve("current"), dataset);
    write(link);
    assertThat(link).isSymbolicLink();
    assertThat(dataset.resolve("dataset.json")).hasContent("new");
  }

  @Test
  void aLinkUnderTheNameOfWhatAKilledProcessLeftIsNotFollowed() throws IOException {
    Path remains = folder.resolve(".dataset.partial-999999999");
    Files.createSymbolicLink(remains, thesis.getParent());
    write(folder.resolve("dataset"));
    assertThat(thesis).exists();
    assertThat(Files.isSymbolicLink(remains)).isFalse();
  }

  @Test
  void aLinkThatLeadsNowhereIsRefused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("gone"), folder.resolve("nowhere"));
    assertThatThrownBy(() -> write(link))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("gone");
    assertThat(link).isSymbolicLink();
  }

  @Test
  void aFolderWithinADatasetIsNotOverwritten() throws IOException {
    Path dataset = dataset("dataset");
    Files.createDirectory(dataset.resolve("notes"));
    assertThatThrownBy(() -> write(dataset))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the folder notes");
    assertThat(dataset.resolve("dataset.json")).hasContent("{}");
  }

  @Test
  void aFileThatIsNoPartOfADatasetIsNotOverwrittenWithIt() throws IOException {
    Path dataset = dataset("dataset");
    Files.writeString(dataset.resolve("mine.npy"), "predictions");
    assertThatThrownBy(() -> write(dataset))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds mine.npy, which is no part of a dataset");
    assertThat(dataset.resolve("mine.npy")).hasContent("predictions");
    assertThat(dataset.resolve("dataset.json")).hasContent("{}");
  }
}
