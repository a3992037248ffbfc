package dev.nextvec.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.pgvector.PgVectorEmbeddingStore;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Retrieving from PostgreSQL with pgvector, by LangChain4j's own store of it. The server is
 * WebAssembly for Node: {@code src/test/node}, copied to a folder that {@code NEXTVEC_PGLITE} names
 * and installed there by {@code npm install}, as {@code .ci/run} does.
 */
@Tag("slow")
class SharedStoreTest extends AnyStoreContract {
  private static final int SECONDS = 120;

  @TempDir static Path folder = Path.of("");
  private static Optional<Process> server = Optional.empty();
  private static int port;
  private static int tables;

  private Optional<EmbeddingStore<TextSegment>> store = Optional.empty();

  @BeforeAll
  static void start() throws Exception {
    String installed = System.getenv().getOrDefault("NEXTVEC_PGLITE", "");
    assumeTrue(
        !installed.isEmpty(),
        "no PostgreSQL to test a shared store with: .ci/run installs one where there is npm");
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path log = folder.resolve("log");
    Process started =
        new ProcessBuilder("node", "server.mjs", Integer.toString(port))
            .directory(Path.of(installed).toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    server = Optional.of(started);
    for (int i = 0; i < 10 * SECONDS && !Files.readString(log).contains("ready"); i++) {
      assertThat(started.isAlive()).as(Files.readString(log)).isTrue();
      Thread.sleep(100);
    }
    assertThat(Files.readString(log)).contains("ready");
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (server.isPresent()) {
      server.get().destroyForcibly().waitFor();
    }
  }

  /** Statements have no names: all connections to this server share one session. */
  @BeforeEach
  @Override
  void fill() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(
        "jdbc:postgresql://127.0.0.1:%d/postgres?sslmode=disable&prepareThreshold=0&user=postgres"
            .formatted(port));
    store =
        Optional.of(
            PgVectorEmbeddingStore.datasourceBuilder()
                .datasource(source)
                .table("chunks" + tables++)
                .dimension(5)
                .createTable(true)
                .build());
    super.fill();
  }

  @Override
  EmbeddingStore<TextSegment> store() {
    return store.orElseThrow();
  }
}
