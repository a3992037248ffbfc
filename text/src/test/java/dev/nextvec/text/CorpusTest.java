package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {
  @TempDir Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    for (String name :
        List.of(
            "b.txt",
            "a/z.md",
            "a/b.html.gz",
            ".hidden/x.txt",
            "a/.secret.txt",
            "image.png",
            "c.TXT")) {
      Corpora.write(folder, name, "Some words that make a sentence.");
    }
  }

  private static List<String> ids(Corpus corpus) {
    return corpus.files().stream().map(CorpusFile::id).toList();
  }

  @Test
  void readsAFolderInSortedOrderAndSkipsWhatIsHiddenOrUnsupported() throws IOException {
    Corpus corpus = Corpus.find(List.of(folder.toString()));
    assertThat(ids(corpus)).containsExactly("a/b.html.gz", "a/z.md", "b.txt", "c.TXT");
    assertThat(corpus.skippedFiles()).isEqualTo(1);
  }

  @Test
  void findsTheFilesOfAGlob() throws IOException {
    Corpus corpus = Corpus.find(List.of(folder + "/**/*.{md,html.gz}"));
    assertThat(ids(corpus)).hasSize(2).allMatch(id -> id.contains("/a/"));
  }

  @Test
  void readsAFileNamedTwiceOnce() throws IOException {
    Path file = folder.resolve("b.txt");
    assertThat(Corpus.find(List.of(file.toString(), folder.toString())).files()).hasSize(4);
  }

  @Test
  void saysWhichExtensionsAreSupportedWhenANamedFileHasAnother() {
    assertThatThrownBy(() -> Corpus.find(List.of(folder.resolve("image.png").toString())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("image.png")
        .hasMessageContaining(".txt .text .md")
        .hasMessageContaining("each also .gz");
  }

  @Test
  void refusesWhatDoesNotExist() {
    assertThatThrownBy(() -> Corpus.find(List.of(folder + "/nothing.txt")))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("nothing.txt does not exist");
    assertThatThrownBy(() -> Corpus.find(List.of(folder + "/*.adoc")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("matches no file");
    assertThatThrownBy(() -> Corpus.find(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAFolderWithoutText() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> Corpus.find(List.of(empty.toString())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no text found");
  }
}
