package dev.nextvec.internal.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.file.Seal;
import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RerankersTest {
  @TempDir Path folder;

  @Test
  void whatWasFittedBeforeHitsWereMappedServesModelsWithOneSideAlone() throws IOException {
    Rerankers written = new Rerankers("an index", "a split", "a model 1", "", List.of());
    written.write(folder);
    assertThat(Rerankers.read(folder, true)).isEqualTo(written);
    assertThat(Rerankers.read(folder, false)).isEqualTo(written);
    rewrite("nextvec-reranker-1");
    assertThat(Rerankers.read(folder, false)).isEqualTo(written);
    assertThat(Rerankers.read(folder, true)).isEqualTo(Rerankers.none());
    rewrite("nextvec-reranker-0");
    assertThat(Rerankers.read(folder, false)).isEqualTo(Rerankers.none());
  }

  @Test
  void aChangedFileIsRefused() throws IOException {
    new Rerankers("an index", "a split", "a model 1", "", List.of()).write(folder);
    Path file = folder.resolve(Rerankers.FILE);
    Files.writeString(file, Files.readString(file).replace("a split", "b split"));
    assertThatThrownBy(() -> Rerankers.read(folder, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("was changed or damaged");
  }

  private void rewrite(String format) throws IOException {
    Path file = folder.resolve(Rerankers.FILE);
    ObjectNode json = (ObjectNode) JsonValue.read(file).node();
    json.put("format", format).remove("sha256");
    Seal.put(json);
    Files.writeString(file, json.toString());
  }
}
