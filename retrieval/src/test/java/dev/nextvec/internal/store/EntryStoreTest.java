package dev.nextvec.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntryStoreTest {
  private static final int DIM = 24;

  @TempDir Path folder = Path.of("");

  static Entry entry(int number) {
    Random random = new Random(number);
    float[] vector = new float[DIM];
    for (int i = 0; i < DIM; i++) {
      vector[i] = (float) random.nextGaussian() * (1 + number % 5);
    }
    return new Entry(
        "e" + number,
        vector,
        Optional.of("text " + number),
        Map.of("number", number, "parity", number % 2 == 0 ? "even" : "odd"));
  }

  static List<Entry> entries(int from, int to) {
    return IntStream.range(from, to).mapToObj(EntryStoreTest::entry).toList();
  }

  private static List<String> ids(List<Found> found) {
    return found.stream().map(each -> each.entry().id()).toList();
  }

  private static Condition where(String key, Object value) {
    return new Condition(
        metadata -> value.equals(metadata.get(key)), new Where.OneOf(key, List.of(value)));
  }

  /** The order that comparing every vector in double precision gives. */
  private static List<String> order(List<Entry> entries, float[] query) {
    return entries.stream()
        .sorted(Comparator.comparingDouble((Entry e) -> -Rows.cosine(query, e.vector())))
        .map(Entry::id)
        .toList();
  }

  @Test
  void whatIsFoundIsInTheOrderOfExactCosinesWhateverTheLengths() throws IOException {
    try (EntryStore store = EntryStore.open(folder, "any")) {
      List<Entry> entries = entries(0, 300);
      store.add(entries.subList(0, 100));
      store.add(entries.subList(100, 101));
      store.add(entries.subList(101, 300));
      float[] query = entry(7_000).vector();
      List<Found> found = store.search(query, 300, Optional.empty());
      assertThat(ids(found)).isEqualTo(order(entries, query));
      assertThat(ids(store.search(query, 9, Optional.empty())))
          .isEqualTo(order(entries, query).subList(0, 9));
      assertThat(found)
          .allSatisfy(
              each -> {
                int number = Integer.parseInt(each.entry().id().substring(1));
                assertThat(each.entry().vector()).isEqualTo(entry(number).vector());
                assertThat(each.entry().metadata()).isEqualTo(entry(number).metadata());
                assertThat(each.entry().text()).contains("text " + number);
                assertThat(each.cosine())
                    .isCloseTo(Rows.cosine(query, entry(number).vector()), within(1e-15));
              });
    }
  }

  @Test
  void aGraphFindsNearlyAllAndOnlyWhatIsMeant() throws IOException {
    List<Entry> entries = entries(0, 3_000);
    try (EntryStore store = EntryStore.inMemory()) {
      store.add(entries);
      store.remove(IntStream.range(0, 500).mapToObj(i -> "e" + i).toList());
      int same = 0;
      for (int i = 0; i < 20; i++) {
        float[] query = entry(9_000 + i).vector();
        List<String> exact = ids(store.search(query, 10, Optional.of(where("parity", "odd"))));
        List<String> near =
            ids(
                store.asked(
                    searcher ->
                        new EntrySearch(searcher, 10)
                            .best(query, 10, Optional.of(where("parity", "odd")))));
        assertThat(near)
            .hasSize(10)
            .allMatch(id -> Integer.parseInt(id.substring(1)) % 2 == 1)
            .allMatch(id -> Integer.parseInt(id.substring(1)) >= 500);
        same += (int) near.stream().filter(exact::contains).count();
      }
      assertThat(same).isGreaterThanOrEqualTo(190);
    }
  }

  @Test
  void whatWasChangedIsFoundAtOnceAndThereAfterOpeningAgain() throws IOException {
    float[] query = entry(3).vector();
    try (EntryStore store = EntryStore.open(folder, "any")) {
      store.add(entries(0, 10));
      assertThat(ids(store.search(query, 1, Optional.empty()))).containsExactly("e3");
      store.remove(List.of("e3", "never there"));
      assertThat(store.size()).isEqualTo(9);
      Entry again = new Entry("e4", query, Optional.empty(), Map.of());
      store.add(List.of(entry(4), again));
      assertThat(store.size()).isEqualTo(9);
      store.remove(where("parity", "odd"));
      assertThat(store.size()).isEqualTo(5);
    }
    try (EntryStore store = EntryStore.open(folder, "any")) {
      Found first = store.search(query, 1, Optional.empty()).getFirst();
      assertThat(first.entry().id()).isEqualTo("e4");
      assertThat(first.entry().text()).isEmpty();
      assertThat(store.size()).isEqualTo(5);
      store.clear();
      assertThat(store.search(query, 1, Optional.empty())).isEmpty();
      store.add(List.of(new Entry("short", new float[] {1, 2}, Optional.empty(), Map.of())));
    }
    try (EntryStore store = EntryStore.open(folder, "any")) {
      assertThat(store.search(new float[] {1, 1}, 5, Optional.empty())).hasSize(1);
    }
  }

  @Test
  void metadataComesBackAsItWasWhateverIsInIt() throws IOException {
    Map<String, Object> metadata =
        Map.of(
            "a:b=c",
            "12:x=y\u0000\ud83d\ude00\n",
            "long".repeat(100),
            "v".repeat(40_000),
            "uuid",
            new UUID(1, 2),
            "int",
            Integer.MIN_VALUE,
            "wide",
            Long.MAX_VALUE,
            "float",
            Float.MIN_VALUE,
            "double",
            -0.1,
            "none",
            Double.NaN);
    try (EntryStore store = EntryStore.open(folder, "any")) {
      store.add(List.of(new Entry("one", new float[] {1}, Optional.of(""), metadata)));
      Entry entry = store.search(new float[] {2}, 1, Optional.empty()).getFirst().entry();
      assertThat(entry.metadata()).isEqualTo(metadata);
      assertThat(entry.text()).contains("");
      for (String key : List.of("a:b=c", "long".repeat(100), "uuid", "int", "float")) {
        assertThat(
                store.search(
                    new float[] {2},
                    1,
                    Optional.of(where(key, Objects.requireNonNull(metadata.get(key))))))
            .as(key)
            .hasSize(1);
      }
    }
  }

  @Test
  void looksUpWhatIsEqualByValueAndTriesWhatIsOfAnotherKind() throws IOException {
    try (EntryStore store = EntryStore.inMemory()) {
      float[] any = {1};
      store.add(
          List.of(
              new Entry("int", any, Optional.empty(), Map.of("k", 10)),
              new Entry("long", any, Optional.empty(), Map.of("k", 10L)),
              new Entry("double", any, Optional.empty(), Map.of("k", 10.0)),
              new Entry("text", any, Optional.empty(), Map.of("k", "10")),
              new Entry("other", any, Optional.empty(), Map.of("k", 11)),
              new Entry("none", any, Optional.empty(), Map.of())));
      List<Object> tried = new ArrayList<>();
      Where ten = new Where.OneOf("k", List.of(10));
      store.search(any, 9, Optional.of(new Condition(m -> tried.add(m.get("k")), ten)));
      assertThat(tried).containsExactlyInAnyOrder(10, 10L, 10.0, "10");
      tried.clear();
      Where either = new Where.Any(List.of(ten, new Where.OneOf("k", List.of(11))));
      Where both = new Where.All(List.of(either, new Where.Unknown()));
      store.search(any, 9, Optional.of(new Condition(m -> tried.add(m.get("k")), both)));
      assertThat(tried).hasSize(5);
    }
  }

  @Test
  void whatCannotBeAddedLeavesTheStoreAsItWas() throws IOException {
    try (EntryStore store = EntryStore.open(folder, "any")) {
      store.add(entries(0, 3));
      Entry other = new Entry("x", new float[] {1, 2}, Optional.empty(), Map.of());
      assertThatThrownBy(() -> store.add(List.of(entry(8), other)))
          .hasMessage("the vector of entry `x` has 2 numbers but the vectors of the store have 24");
      assertThatThrownBy(() -> store.search(new float[DIM], 1, Optional.empty()))
          .hasMessage("the query is all zeros");
      assertThatThrownBy(() -> store.search(new float[] {1}, 1, Optional.empty()))
          .hasMessage("the query has 1 numbers but the vectors of the store have 24");
      assertThatThrownBy(() -> new Entry("y", new float[] {Float.NaN}, Optional.empty(), Map.of()))
          .hasMessage("the vector of entry `y` has NaN in component 0");
      assertThatThrownBy(() -> new Entry("y", new float[] {1e30f}, Optional.empty(), Map.of()))
          .hasMessageContaining("so scale it");
      assertThatThrownBy(
              () -> new Entry("y", new float[] {1}, Optional.empty(), Map.of("k", List.of())))
          .hasMessageContaining("metadata `k` is a");
      assertThatThrownBy(
              () -> new Entry("i".repeat(9_000), new float[] {1}, Optional.empty(), Map.of()))
          .hasMessageContaining("9000 characters");
      for (Map<String, Object> half :
          List.<Map<String, Object>>of(Map.of("k", "\ud83d"), Map.of("\ude00", 1))) {
        assertThatThrownBy(() -> new Entry("y", new float[] {1}, Optional.empty(), half))
            .hasMessageContaining("half of a character");
      }
      assertThat(store.size()).isEqualTo(3);
    }
  }

  @Test
  void aChangeThatFailsDidNothingAndTheNextOneWorks() throws IOException {
    try (EntryStore store = EntryStore.open(folder, "any")) {
      store.add(entries(0, 5));
      Thread.currentThread().interrupt(); // no file can be written by a thread that is interrupted
      try {
        assertThatThrownBy(() -> store.add(entries(5, 50))).isInstanceOf(IOException.class);
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
      assertThat(store.size()).isEqualTo(5);
      store.add(entries(50, 52));
      assertThat(store.size()).isEqualTo(7);
    }
    try (EntryStore store = EntryStore.open(folder, "any")) {
      assertThat(store.size()).isEqualTo(7);
    }
  }

  @Test
  void opensNothingElseAndNothingTwice() throws IOException {
    Path note = Files.writeString(folder.resolve("note.txt"), "mine");
    assertThatThrownBy(() -> EntryStore.open(folder, "any"))
        .hasMessageContaining("holds `note.txt` and no store");
    assertThatThrownBy(() -> EntryStore.open(note, "any")).hasMessageContaining("is a file");
    Path lucene = folder.resolve("lucene");
    try (IndexWriter writer = new IndexWriter(FSDirectory.open(lucene), new IndexWriterConfig())) {
      writer.addDocument(new Document());
    }
    assertThatThrownBy(() -> EntryStore.open(lucene, "any"))
        .hasMessageContaining("index of Lucene but no store");
    Path own = folder.resolve("own");
    try (EntryStore store = EntryStore.open(own, "one")) {
      assertThatThrownBy(() -> EntryStore.open(own, "one"))
          .hasMessageContaining("is open in another program");
      store.add(entries(0, 1));
    }
    assertThatThrownBy(() -> EntryStore.open(own, "two"))
        .hasMessageContaining("are of `one` and cannot be compared with those of `two`");
    EntryStore store = EntryStore.open(own, "one");
    store.close();
    store.close();
    assertThatThrownBy(store::size).hasMessageContaining("is closed");
    assertThatThrownBy(() -> store.add(entries(0, 1))).hasMessageContaining("is closed");
  }

  @Test
  void aFileThatWasDamagedIsRefused() throws IOException {
    try (EntryStore store = EntryStore.open(folder, "any")) {
      store.add(entries(0, 50));
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> !file.endsWith("write.lock")).toList();
    }
    assertThat(files).hasSizeGreaterThan(5);
    for (Path file : files) {
      byte[] whole = Files.readAllBytes(file);
      byte[] damaged = whole.clone();
      damaged[whole.length / 2] ^= 4;
      Files.write(file, damaged);
      assertThatThrownBy(() -> EntryStore.open(folder, "any"))
          .as("%s", file)
          .hasMessageContaining("is damaged");
      Files.write(file, whole);
    }
    try (EntryStore store = EntryStore.open(folder, "any")) {
      assertThat(store.size()).isEqualTo(50);
    }
  }

  @Test
  void manyThreadsChangeAndSearchOneStore() throws Exception {
    try (EntryStore store = EntryStore.inMemory();
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      store.add(entries(0, 10));
      CountDownLatch begin = new CountDownLatch(4);
      List<Future<?>> all = new ArrayList<>();
      for (int t = 1; t <= 4; t++) {
        int from = 100 * t;
        all.add(
            threads.submit(
                () -> {
                  begin.countDown();
                  begin.await();
                  for (int i = from; i < from + 20; i++) {
                    store.add(entries(i, i + 1));
                    assertThat(ids(store.search(entry(i).vector(), 1, Optional.empty())))
                        .containsExactly("e" + i);
                    store.remove(where("number", i));
                    assertThat(ids(store.search(entry(i).vector(), 1, Optional.empty())))
                        .doesNotContain("e" + i);
                  }
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
      assertThat(store.size()).isEqualTo(10);
    }
  }
}
