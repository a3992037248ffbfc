package dev.nextvec.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Which lines of which pieces are the rows of the dataset, in their order.
 *
 * @param runs none empty
 */
record ShardPlan(List<Run> runs) {

  /**
   * Consecutive rows from consecutive lines.
   *
   * @param line the first, counted from 0
   */
  record Run(int piece, long line, long rows) {}

  ShardPlan {
    runs = List.copyOf(runs);
  }

  long rows() {
    return runs.stream().mapToLong(Run::rows).sum();
  }

  int shards(int shardRows) {
    return Math.toIntExact(Math.ceilDiv(rows(), (long) shardRows));
  }

  void write(Path file) throws IOException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode list = json.putArray("runs");
    for (Run run : runs) {
      list.addArray().add(run.piece()).add(run.line()).add(run.rows());
    }
    WorkFolder.write(file, out -> out.write(json.toString().getBytes(StandardCharsets.UTF_8)));
  }

  static ShardPlan read(Path file) throws IOException {
    return new ShardPlan(
        JsonValue.read(file)
            .field("runs")
            .items(
                run ->
                    new Run(
                        run.item(0).count(0),
                        run.item(1).wholeNumber(0, Long.MAX_VALUE),
                        run.item(2).wholeNumber(1, Long.MAX_VALUE))));
  }
}
