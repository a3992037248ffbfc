package dev.nextvec.cli;

import static dev.nextvec.cli.Invoked.call;
import static dev.nextvec.cli.Invoked.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.vector.VectorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run's package with the re-ranker of an index. */
class RerankerExportTest {
  private static final String QUICK = "--speed-seconds=0";

  @TempDir Path folder;

  private Path data(int documents, int chunks) throws Exception {
    Path target = folder.resolve("data");
    Random random = new Random(5);
    try (DatasetWriter writer =
        DatasetWriter.create(target, DatasetOptions.of(TinyData.DIM, VectorType.FLOAT32))) {
      for (int d = 0; d < documents; d++) {
        List<String> texts = new ArrayList<>();
        for (int c = 0; c < chunks; c++) {
          texts.add("topic%d part%d part%d".formatted(d, c, c + 1));
        }
        writer.begin("d" + d, "", "d" + d);
        writer.add(texts, TinyData.walk(random, chunks), 0, chunks);
        writer.end();
      }
      writer.finish();
    }
    return target;
  }

  private Path trained(Path data, String name, String... more) {
    List<Object> words =
        new ArrayList<>(
            List.of("train", data, "--model-type=amn", "--epochs=1", "--hidden=8", "--threads=1"));
    words.addAll(List.of("--no-test", "--out=" + folder.resolve(name)));
    words.addAll(List.of(more));
    done(words.toArray());
    return folder.resolve(name);
  }

  @Test
  void aPackageHoldsTheReRankerOfItsRunAndOfNoOther() throws Exception {
    Path data = data(100, 30);
    Path run = trained(data, "run");
    Path index = folder.resolve("index");
    done("index", data, "--out", index, "--model", run);
    Path out = folder.resolve("package");
    Object[] export = {"export", run, "--index", index, "--out", out, "--allow-leak", QUICK};
    assertThat(call(export).err()).contains("no re-ranker `model+bm25:reranked` was fitted");
    assertThat(out).doesNotExist();
    done("evaluate", index, "--allow-leak");
    done(export);
    assertThat(out.resolve("rerank.onnx")).isNotEmptyFile();
    assertThat(
            new ObjectMapper()
                .readTree(out.resolve("config.json").toFile())
                .path("files")
                .path("rerank.onnx")
                .asText())
        .hasSize(64);
    Path other = trained(data, "other", "--seed=9");
    Invoked refused =
        call(
            "export", other, "--index", index, "--out", folder.resolve("x"), "--allow-leak", QUICK);
    assertThat(refused.exit()).as(refused.err()).isEqualTo(1);
    assertThat(refused.err()).contains("to the predictions of another model");
    assertThat(call("export", "ridge", run, "--index", index, "--out", out).exit()).isEqualTo(2);
  }
}
