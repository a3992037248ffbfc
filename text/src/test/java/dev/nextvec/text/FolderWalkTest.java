package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nextvec.data.Omission;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a folder can hold besides plain files. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class FolderWalkTest {
  private static final String WORDS = "Some words that make a sentence.";

  @TempDir Path temporary;

  private Path folder() throws IOException {
    return Files.createDirectories(temporary.resolve("folder"));
  }

  private Corpus find() throws IOException {
    return Corpus.find(List.of(folder().toString()));
  }

  private static List<String> ids(Corpus corpus) {
    return corpus.files().stream().map(CorpusFile::id).toList();
  }

  private static List<String> leftOut(Corpus corpus, String reason) {
    return corpus.found().leftOut(reason).map(Omission::names).orElse(List.of());
  }

  private static void link(Path link, String to) throws IOException {
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of(to));
  }

  @Test
  void followsAFolderThatIsALink() throws IOException {
    Corpora.write(folder(), "a/b.txt", WORDS);
    link(temporary.resolve("link"), "folder");
    assertThat(ids(Corpus.find(List.of(temporary.resolve("link").toString()))))
        .containsExactly("a/b.txt");
    assertThat(Corpus.find(List.of(temporary.resolve("link") + "/**/*.txt")).files()).hasSize(1);
  }

  @Test
  void readsAFileOfTwoNamesOnceAndNamesTheOther() throws IOException {
    Path file = Corpora.write(folder(), "a.txt", WORDS);
    Files.createLink(folder().resolve("b.txt"), file);
    Corpora.write(folder(), "c.txt", WORDS);
    assertThat(ids(find())).containsExactly("a.txt", "c.txt");
    assertThat(leftOut(find(), "another name of a file that is read")).containsExactly("b.txt");
    Corpus named = Corpus.find(List.of(file.toString(), file.toString()));
    assertThat(named.files()).hasSize(1);
    assertThat(leftOut(named, "named twice")).containsExactly(file.toString());
  }

  @Test
  void skipsLinksToNothingAndLinksInACircleAndNamesThem() throws IOException {
    Corpora.write(folder(), "a/b.txt", WORDS);
    link(folder().resolve("gone.txt"), "nothing");
    link(folder().resolve("self"), "self");
    link(folder().resolve("a/up"), "..");
    link(folder().resolve("a/out"), "../..");
    Corpus corpus = find();
    assertThat(ids(corpus)).containsExactly("a/b.txt");
    assertThat(leftOut(corpus, "link to nothing")).singleElement().asString().endsWith("gone.txt");
    assertThat(leftOut(corpus, "link in a circle")).hasSize(3);
    assertThat(corpus.found().in()).isEqualTo(1 + 1 + 3);
  }

  @Test
  void readsWhatSeveralLinksLeadToOnceUnderItsOwnName() throws IOException {
    Corpora.write(folder(), "z/real.txt", WORDS);
    link(folder().resolve("a"), "z");
    link(folder().resolve("b.txt"), "z/real.txt");
    Corpora.write(temporary, "elsewhere/c.txt", WORDS);
    link(folder().resolve("outside"), temporary.resolve("elsewhere").toString());
    Corpus corpus = find();
    assertThat(ids(corpus)).containsExactly("outside/c.txt", "z/real.txt");
    assertThat(leftOut(corpus, "link to what is read already")).hasSize(2);
  }

  @Test
  void endsWhereFoldersLinkToEachOther() throws IOException {
    for (String name : List.of("a", "b", "c", "d", "e", "f")) {
      Corpora.write(folder(), name + "/" + name + ".txt", WORDS);
      for (String other : List.of("a", "b", "c", "d", "e", "f")) {
        link(folder().resolve(name).resolve("to-" + other), "../" + other);
      }
    }
    assertThat(find().files()).hasSize(6);
  }

  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void neverOpensAPipe() throws Exception {
    Corpora.write(folder(), "a.txt", WORDS);
    Process made = new ProcessBuilder("mkfifo", folder().resolve("pipe.txt").toString()).start();
    assumeTrue(made.waitFor(10, TimeUnit.SECONDS) && made.exitValue() == 0);
    Corpus corpus = find();
    assertThat(ids(corpus)).containsExactly("a.txt");
    assertThat(leftOut(corpus, "neither file nor folder")).hasSize(1);
  }

  @Test
  void countsWhatIsHiddenAndEntersFoldersNamedLikeFiles() throws IOException {
    Corpora.write(folder(), ".git/x.txt", WORDS);
    Corpora.write(folder(), ".y.txt", WORDS);
    Corpora.write(folder(), "page.html/a.txt", WORDS);
    Corpus corpus = find();
    assertThat(ids(corpus)).containsExactly("page.html/a.txt");
    assertThat(corpus.found().count("hidden")).isEqualTo(2);
  }

  @Test
  void leavesOutDatasetsRunsModelsAndReports() throws IOException {
    Corpora.write(folder(), "a.txt", WORDS);
    Corpora.write(folder(), "kept/run.json", "{}");
    Corpora.write(folder(), "kept/notes.txt", WORDS);
    Corpora.write(folder(), "data.nv/dataset.json", "{}");
    Corpora.write(folder(), "data.nv/documents.jsonl", "{}");
    Corpora.write(folder(), "old.nv/vectors.npy", "x");
    Corpora.write(folder(), "old.nv/documents.jsonl", "{}");
    Corpora.write(folder(), "runs/amn/run.json", "{}");
    Corpora.write(folder(), "runs/amn/metrics.jsonl", "{}");
    Corpora.write(folder(), "model/golden.safetensors", "x");
    Corpora.write(folder(), "model/README.md", WORDS);
    Corpora.write(
        folder(),
        "comparison.html",
        "<!doctype html><head><meta name=\"generator\" content=\"Nextvec\"></head><p>" + WORDS);
    Corpus corpus = find();
    assertThat(ids(corpus)).containsExactly("a.txt", "kept/notes.txt");
    assertThat(leftOut(corpus, "made by nextvec")).hasSize(5);
  }

  @Test
  void tellsNamesApartThatOnlyTheirBytesTellApart() throws IOException {
    Path first = named("l%E9.txt");
    Path second = named("l%EA.txt");
    assumeTrue(!first.equals(second) && writable(first) && writable(second));
    Corpora.write(folder(), "l\\xE9.txt", WORDS);
    Corpora.write(folder(), "back\\slash.txt", WORDS);
    Corpora.write(folder(), "back/slash.txt", WORDS);
    Corpora.write(folder(), "two\nlines.txt", WORDS);
    assertThat(ids(find()))
        .containsExactlyInAnyOrder(
            "l\\xE9.txt",
            "l\\xEA.txt",
            "l\\x5CxE9.txt",
            "back\\slash.txt",
            "back/slash.txt",
            "two\\x0Alines.txt");
  }

  /** A file whose name need not be text; the URI has its bytes. */
  private Path named(String escaped) throws IOException {
    return Path.of(URI.create(folder().toUri() + escaped));
  }

  private static boolean writable(Path file) {
    try {
      return Files.exists(Files.write(file, WORDS.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      return false; // a file system of UTF-8 only
    }
  }

  @Test
  void keepsComposedAndDecomposedNamesApart() throws IOException {
    String composed = "\u00e9t\u00e9.txt";
    Corpora.write(folder(), composed, WORDS);
    Corpora.write(folder(), Normalizer.normalize(composed, Normalizer.Form.NFD), WORDS);
    assumeTrue(folder().toFile().list().length == 2); // some file systems compose names
    assertThat(ids(find()))
        .containsExactlyInAnyOrder(composed, Normalizer.normalize(composed, Normalizer.Form.NFD));
  }

  @Test
  void saysThatANamedLinkLeadsNowhere() throws IOException {
    link(folder().resolve("gone.txt"), "nothing");
    assertThatThrownBy(() -> Corpus.find(List.of(folder() + "/gone.txt")))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("gone.txt is a link to nothing");
  }
}
