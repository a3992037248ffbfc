package dev.nextvec.cli;

import static dev.nextvec.cli.Invoked.call;
import static dev.nextvec.cli.Invoked.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.vector.VectorType;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Index, retrieve and evaluate an index, through the command line. */
class RetrieveTest {
  @TempDir static Path shared = Path.of("");
  private static Path data = Path.of("");
  private static Path index = Path.of("");

  @TempDir Path folder;

  @BeforeAll
  static void make() throws Exception {
    data = words(shared.resolve("data"), 60, 10);
    index = shared.resolve("index");
    done("index", data, "--out", index);
  }

  /** Documents that have words of their own, chunk by chunk. */
  static Path words(Path target, int documents, int chunks) throws Exception {
    Random random = new Random(5);
    try (DatasetWriter writer =
        DatasetWriter.create(target, DatasetOptions.of(TinyData.DIM, VectorType.FLOAT32))) {
      for (int d = 0; d < documents; d++) {
        List<String> texts = new ArrayList<>();
        for (int c = 0; c < chunks; c++) {
          texts.add("topic%d part%d part%d".formatted(d, c, c + 1));
        }
        writer.begin("d" + d, "Document " + d, "d" + d);
        writer.add(texts, TinyData.walk(random, chunks), 0, chunks);
        writer.end();
      }
      writer.finish();
    }
    return target;
  }

  private static JsonNode json(Object... words) throws Exception {
    Object[] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = "--json";
    return new ObjectMapper().readTree(done(all).out());
  }

  private static void refused(int exit, String said, Object... words) {
    Invoked called = call(words);
    assertThat(called.exit()).as(called.err()).isEqualTo(exit);
    assertThat(called.err()).contains(said).hasLineCount(1);
    assertThat(called.out()).isEmpty();
  }

  @Test
  void anIndexSaysWhatItIsOf() throws Exception {
    JsonNode made = json("index", data, "--out", folder.resolve("i"), "--type=hnsw", "--m=8");
    assertThat(made.path("size").path("chunks").asInt()).isEqualTo(600);
    assertThat(made.path("settings").path("type").asText()).isEqualTo("hnsw");
    assertThat(made.path("check").path("recall_at_10").asDouble()).isBetween(0.95, 1.0);
    assertThat(done("index", data, "--out", folder.resolve("j")).out())
        .contains("600 chunks of 60 documents", "searched exactly");
    assertThat(done("index", data, "--out", folder.resolve("k"), "--m=12").out())
        .contains("searched by a graph (m 12, ");
  }

  /** Both have a documents.jsonl. */
  @Test
  void anIndexIsNoDatasetThatIsOverwritten() throws Exception {
    Path own = folder.resolve("own.index");
    done("index", data, "--out", own);
    refused(
        1, "which is no part of a dataset", "data", "import", data, "--out", own, "--overwrite");
    assertThat(done("retrieve", own, "--document=d7", "--strategy=bm25").out()).contains("by bm25");
    assertThat(done("index", data, "--out", own, "--overwrite").out()).contains("600 chunks");
  }

  @Test
  void retrieveFindsWhatSharesWords() throws Exception {
    JsonNode found =
        json("retrieve", index, "--document=d7", "--at=4", "--strategy=bm25", "--top-k=3");
    assertThat(found.path("strategy").asText()).isEqualTo("bm25");
    JsonNode best = found.path("hits").get(0);
    assertThat(best.path("document").asText()).isEqualTo("d7");
    assertThat(best.path("position").asInt()).isEqualTo(4);
    assertThat(best.path("title").asText()).isEqualTo("Document 7");
    assertThat(best.path("text").asText()).isEqualTo("topic7 part4 part5");
    assertThat(best.path("cosine").isNumber()).isTrue();
    assertThat(
            json("retrieve", index, "--text=about topic9 and part6", "--strategy=bm25")
                .path("hits")
                .get(0)
                .path("document")
                .asText())
        .isEqualTo("d9");
  }

  @Test
  void theExplanationSaysWhereThePlainStrategiesDiffer() throws Exception {
    Object[] command = {
      "retrieve", index, "--document=d7", "--strategy=average", "--explain", "--top-k=5"
    };
    JsonNode beside = json(command).path("beside");
    assertThat(beside.path("persistence").size()).isEqualTo(5);
    assertThat(beside.path("bm25").size()).isEqualTo(5);
    assertThat(done(command).out()).contains("not in bm25's first 5", "by bm25, not found above");
  }

  @Test
  void vectorsOfAFileAreAContext() throws Exception {
    Path file = TinyData.npy(folder.resolve("x.npy"), "2, 8", TinyData.walk(new Random(3), 2));
    Invoked called = done("retrieve", index, "--vectors", file, "--top-k=2");
    assertThat(called.out()).contains("by persistence:");
    assertThat(called.err()).contains("nothing tells which encoder");
    Invoked wordless = call("retrieve", index, "--vectors", file, "--strategy=bm25");
    assertThat(wordless.exit()).isEqualTo(1);
    assertThat(wordless.err()).contains("`bm25` looks for words");
  }

  @Test
  void vectorsWithoutADirectionAndFoldersAreNamed() throws Exception {
    float[] rows = TinyData.walk(new Random(3), 2);
    Arrays.fill(rows, TinyData.DIM, 2 * TinyData.DIM, 0);
    Path zero = TinyData.npy(folder.resolve("zero.npy"), "2, 8", rows);
    assertThat(call("retrieve", index, "--vectors", zero).err())
        .contains("nextvec: vector 1 of " + zero + " is all zeros");
    assertThat(call("retrieve", index, "--vectors", folder).err())
        .contains("nextvec: " + folder + " is a directory: a file must be there");
  }

  @Test
  void standardInputIsCalledSo() {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(new byte[] {'a', ' ', (byte) 0xff}));
    try {
      refused(
          1,
          "nextvec: standard input is not UTF-8",
          "retrieve",
          index,
          "--text=-",
          "--strategy=bm25");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void anIndexThatIsNotThereIsSaidBeforeItsOptions() {
    Path none = folder.resolve("none");
    refused(1, none + " does not exist: name an index", "evaluate", none, "--split-seed=2");
  }

  @Test
  void aDamagedFileOfAnIndexIsNamed() throws Exception {
    Path odd = folder.resolve("an index, naïve");
    assertThat(done("index", data, "--out", odd).out()).contains("retrieve '" + odd + "' --text");
    try (Stream<Path> files = Files.list(odd)) {
      for (Path file : files.filter(f -> !f.toString().matches(".*jsonl?")).toList()) {
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        refused(1, odd + " cannot be opened: ", "retrieve", odd, "--document=d0");
        assertThat(call("retrieve", odd, "--document=d0").err())
            .endsWith(" is missing or damaged; make the index again\n")
            .doesNotContain("MMap", "resource=");
        Files.write(file, whole);
      }
    }
    Files.delete(odd.resolve("segments_1"));
    refused(1, "its list of segments is missing", "retrieve", odd, "--document=d0");
  }

  @Test
  void anIndexIsEvaluatedOnTheTestDocumentsAndKeepsIt() throws Exception {
    Path own = folder.resolve("index");
    done("index", data, "--out", own);
    JsonNode result = json("evaluate", own, "--allow-leak");
    assertThat(result.path("strategies").size()).isEqualTo(7);
    assertThat(result.path("windows").asInt()).isEqualTo(30);
    JsonNode words = result.path("strategies").get(2);
    assertThat(words.path("strategy").asText()).isEqualTo("bm25");
    assertThat(words.path("mrr").path("value").asDouble()).isGreaterThan(0.9);
    assertThat(result.path("best").asText()).contains("bm25");
    assertThat(json("evaluate", own, "--allow-leak")).isEqualTo(result);
    assertThat(done("evaluate", own, "--allow-leak").out())
        .contains("persistence", "bm25", "p99 ms", "`retrieve` uses");
    assertThat(json("retrieve", own, "--document=d7", "--at=5").path("strategy").asText())
        .isEqualTo(result.path("best").asText());
    assertThat(
            json("retrieve", own, "--document=d7", "--at=5", "--strategy=average+bm25")
                .path("strategy")
                .asText())
        .matches("average\\+[0-9.]+\\*bm25");
  }

  @Test
  void hitsAreReRankedOnceThatWasFittedAndTheExplanationShowsThemBefore() throws Exception {
    String name = "persistence+bm25:reranked";
    Path own = folder.resolve("own");
    done("index", words(folder.resolve("data"), 100, 30), "--out", own);
    refused(
        1,
        "no re-ranker `" + name + "` was fitted",
        "retrieve",
        own,
        "--document=d7",
        "--strategy=" + name);
    JsonNode result = json("evaluate", own, "--allow-leak");
    assertThat(result.path("strategies").findValuesAsText("strategy")).contains(name);
    assertThat(own.resolve("reranker.json")).exists();
    Object[] command = {
      "retrieve", own, "--document=d7", "--at=9", "--explain", "--strategy=" + name
    };
    JsonNode found = json(command);
    assertThat(found.path("strategy").asText()).isEqualTo(name);
    assertThat(found.path("hits").size()).isEqualTo(10);
    assertThat(found.path("beside").properties())
        .extracting(each -> each.getKey().replaceAll("[0-9.]+[*]", "W*"))
        .containsExactly("persistence+W*bm25", "persistence", "bm25");
    assertThat(done(command).out()).contains(name + " (scores: how likely", "; persistence+");
  }

  @Test
  void aDatasetThatChangedSinceIsRefused() throws Exception {
    Path changing = words(folder.resolve("data"), 5, 8);
    Path own = folder.resolve("index");
    done("index", changing, "--out", own);
    Files.delete(changing.resolve("dataset.json"));
    try (RandomAccessFile file =
        new RandomAccessFile(changing.resolve("vectors.npy").toFile(), "rw")) {
      file.seek(file.length() - 4);
      file.writeInt(Integer.reverseBytes(Float.floatToIntBits(0.5f)));
    }
    refused(1, "update the index", "retrieve", own, "--document=d1");
    refused(1, "update the index", "evaluate", own);
  }

  @Test
  void anIndexIsUpdatedToWhatTheDatasetIsNow() throws Exception {
    Path own = folder.resolve("index");
    done("index", words(folder.resolve("before"), 5, 8), "--out", own, "--type=hnsw");
    Path now = words(folder.resolve("now"), 7, 8);
    JsonNode updated = json("index", now, "--out", own, "--update").path("documents");
    assertThat(updated.path("added").asInt()).isEqualTo(2);
    assertThat(updated.path("kept").asInt()).isEqualTo(5);
    assertThat(done("index", now, "--out", own, "--update").out())
        .contains("0 documents added, 0 changed, 0 removed, 7 as they were");
    assertThat(json("retrieve", own, "--document=d6", "--strategy=bm25").path("hits").size())
        .isEqualTo(10);
    refused(1, "does not exist", "index", now, "--out", folder.resolve("none"), "--update");
    refused(2, "--update keeps", "index", now, "--out", own, "--update", "--type=exact");
  }

  @Test
  void whatMakesNoSenseIsWrongUsage() {
    refused(
        2,
        "not those of the average",
        "retrieve",
        index,
        "--document=d7",
        "--strategy=average+bm25:reranked");
    refused(2, "one thing", "retrieve", index);
    refused(2, "one thing", "retrieve", index, "--document=d1", "--text=a b");
    refused(2, "--document", "retrieve", index, "--text=a b", "--same-document");
    refused(
        2,
        "contradict",
        "retrieve",
        index,
        "--document=d1",
        "--same-document",
        "--other-documents");
    for (String ofText : List.of("--chunk-chars=400", "--language=en", "--encoder=default")) {
      refused(2, "has no effect without --text", "retrieve", index, "--document=d1", ofText);
    }
    refused(2, "no strategy", "retrieve", index, "--document=d1", "--strategy=best");
    refused(2, "no effect on an index", "evaluate", index, "--speed-seconds=1");
    refused(2, "--type hnsw", "index", data, "--out", folder.resolve("x"), "--type=exact", "--m=8");
    for (String kept : List.of("--m=16", "--ef-construction=100", "--context=5", "--type=exact")) {
      refused(2, "--update keeps", "index", data, "--out", index, "--update", kept);
    }
    refused(
        2, "--context is", "index", data, "--out", folder.resolve("x"), "--model=m", "--context=5");
    refused(2, "2bit", "index", data, "--out", folder.resolve("x"), "--quantize=2bit");
    refused(2, "about runs", "evaluate", index, "--diagnose");
  }

  @Test
  void whatIsMissingIsSaidInOneLine() {
    refused(1, "needs a model", "retrieve", index, "--document=d1", "--strategy=model");
    refused(1, "was not measured", "retrieve", index, "--document=d1", "--strategy=average+bm25");
    refused(1, "no document `none`", "retrieve", index, "--document=none");
    refused(1, "colour", "retrieve", index, "--document=d1", "--filter=colour=red");
    refused(
        1, "`none` of `document`", "retrieve", index, "--document=d1", "--filter=document=none");
    refused(1, "an index one that `nextvec index` wrote", "evaluate", folder.resolve("none"));
    refused(1, "an index one that `nextvec index` wrote", "evaluate", folder);
    assertThat(done("evaluate", "--help").out()).contains("RUN|MODEL|INDEX", "or one index");
    refused(1, "no file", "retrieve", index, "--text=missing.txt", "--strategy=bm25");
    refused(1, "nextvec index", "retrieve", data, "--document=d1");
    refused(1, "exists", "index", data, "--out", index);
  }

  @Test
  void whatALineSaysOfItsDocumentCanBeFilteredBy() throws Exception {
    Path lines = folder.resolve("lines.jsonl");
    Files.writeString(
        lines,
        """
        {"id":"a","text":"Pumps move water. Water needs pressure.","tags":["pump","water"],"year":2023}
        {"id":"b","text":"Water runs downhill. Pressure falls.","tags":["water"],"year":2024}
        {"id":"c","text":"Water may freeze. Ice needs more room.","meta":{"x":1}}
        """);
    Path encoded = folder.resolve("lines.nv");
    assertThat(
            done("data", "encode", lines, "--out", encoded, "--chunk-chars=20", "--no-cache").out())
        .contains("`tags` of 2, `year` of 2")
        .contains("`meta` of 1");
    Path found = folder.resolve("lines.index");
    done("index", encoded, "--out", found);
    Object[] asked = {"retrieve", found, "--text=Water under pressure", "--strategy=bm25"};
    assertThat(documents(asked, "--filter=tags=water")).containsExactlyInAnyOrder("a", "b");
    assertThat(documents(asked, "--filter=tags=water", "--filter=year=2023")).containsExactly("a");
    refused(1, "there are 2023, 2024", with(asked, "--filter=year=1999"));
    refused(1, "there are document, group, tags, title, year", with(asked, "--filter=meta=1"));
  }

  private static Object[] with(Object[] words, Object... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray();
  }

  private static Set<String> documents(Object[] asked, Object... filters) throws Exception {
    Set<String> documents = new TreeSet<>();
    json(with(asked, filters))
        .path("hits")
        .forEach(hit -> documents.add(hit.path("document").asText()));
    return documents;
  }

  @Test
  void aModelIsMeasuredOnDocumentsThatAreNewToIt() throws Exception {
    Path run = folder.resolve("amn");
    done(
        "train",
        data,
        "--model-type=amn",
        "--out=" + run,
        "--epochs=1",
        "--hidden=8",
        "--threads=1",
        "--no-test",
        "--split-seed=2");
    Path own = folder.resolve("index");
    assertThat(
            json("index", data, "--out", own, "--model", run).path("model").path("name").asText())
        .isEqualTo("amn");
    Invoked leaking = call("evaluate", own);
    assertThat(leaking.exit()).as(leaking.err()).isEqualTo(1);
    assertThat(leaking.err()).contains("another split", "seed 2", "--allow-leak");
    JsonNode result = json("evaluate", own, "--split-seed=2", "--allow-leak");
    assertThat(result.path("strategies").size()).isEqualTo(10);
    assertThat(result.path("model").asText()).startsWith("amn ");
    assertThat(json("retrieve", own, "--document=d7", "--strategy=model").path("hits").size())
        .isEqualTo(10);
    Path other = folder.resolve("other");
    done(
        "train",
        data,
        "--model-type=amn",
        "--out=" + other,
        "--epochs=1",
        "--hidden=8",
        "--threads=1",
        "--no-test",
        "--seed=9");
    refused(
        1, "another model", "retrieve", own, "--document=d7", "--strategy=model", "--model", other);
  }
}
