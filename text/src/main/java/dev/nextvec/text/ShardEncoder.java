package dev.nextvec.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.file.FileSink;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.npy.NpyWriter;
import dev.nextvec.vector.RowChecks;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the rows of one shard, window by window, each text beside the same others as when one
 * process encodes everything: the vectors are equal to the last bit.
 */
final class ShardEncoder {
  private final WorkFolder folder;
  private final WorkSettings settings;
  private final int shard;
  private final Encoder encoder;
  private final LongConsumer progress;
  private final long begin;
  private final long end;
  private final ShardPlan plan;
  private final Set<Long> repeated;
  private final ObjectNode found = JsonNodeFactory.instance.objectNode();
  private final ArrayNode cut = found.putArray("cut");
  private boolean cutsKnown = true;
  private long encoded;

  /**
   * Of one shard.
   *
   * @param progress told how many more chunks have their vectors
   */
  ShardEncoder(
      WorkFolder folder, WorkSettings settings, int shard, Encoder encoder, LongConsumer progress)
      throws IOException {
    this.folder = folder;
    this.settings = settings;
    this.shard = shard;
    this.encoder = encoder;
    this.progress = progress;
    plan = ShardPlan.read(folder.plan());
    begin = (long) shard * settings.shardRows();
    end = Math.min(plan.rows(), begin + settings.shardRows());
    repeated = Repeats.read(folder, shard).keySet();
  }

  void run() throws IOException {
    WorkFolder.write(
        folder.texts(shard),
        raw -> {
          // As the writer of a dataset makes a member.
          GZIPOutputStream member = new GZIPOutputStream(raw, 1 << 13);
          OutputStream texts = new BufferedOutputStream(member, 1 << 16);
          WorkFolder.make(
              folder.vectors(shard),
              temporary -> {
                NpyWriter vectors =
                    new NpyWriter(
                        temporary,
                        settings.type(),
                        settings.dimension(),
                        FileSink.DISK,
                        new Sha256());
                try (vectors;
                    PlannedLines lines = new PlannedLines(folder, plan, begin)) {
                  windows(lines, texts, vectors);
                  vectors.finish();
                }
              });
          texts.flush();
          member.finish();
        });
    found.put("encoded", encoded).put("cuts_known", cutsKnown);
    found.put("reason", EncodePipeline.cutReason(encoder));
    WorkFolder.write(
        folder.encoded(shard), out -> out.write(found.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private void windows(PlannedLines lines, OutputStream out, NpyWriter vectors) throws IOException {
    List<String> window = new ArrayList<>();
    for (long row = begin; row < end; row++) {
      byte[] line = lines.next();
      out.write(line);
      window.add(JsonValue.parse(line, folder.chunks(shard).toString()).field("text").text());
      if (window.size() == EncodePipeline.WINDOW || row + 1 == end) {
        encode(row + 1 - window.size(), window, vectors);
        window.clear();
      }
    }
  }

  private void encode(long first, List<String> window, NpyWriter out) throws IOException {
    Set<String> fresh = new LinkedHashSet<>();
    for (int i = 0; i < window.size(); i++) {
      if (!repeated.contains(first + i)) {
        fresh.add(window.get(i));
      }
    }
    List<String> texts = List.copyOf(fresh);
    Map<String, float[]> vectors = new HashMap<>();
    encoder.encode(
        texts,
        (index, vector) -> {
          vectors.put(texts.get(index), vector);
          progress.accept(1);
        });
    progress.accept(window.size() - texts.size());
    encoded += texts.size();
    count(first, window);
    float[] nothing = new float[settings.dimension()];
    for (int i = 0; i < window.size(); i++) {
      boolean here = !repeated.contains(first + i);
      float[] vector = here ? sound(vectors.get(window.get(i)), first + i) : nothing;
      out.append(vector, 0, 1);
    }
  }

  private float[] sound(float @Nullable [] vector, long row) {
    if (vector == null) {
      throw new IllegalStateException("the encoder returned no vector for a text");
    }
    RowChecks.problem(vector, 0, settings.dimension(), settings.type())
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException("the vector of chunk " + row + " " + problem);
            });
    return vector;
  }

  private void count(long first, List<String> window) {
    Optional<BitSet> ends = encoder.cut(List.copyOf(window));
    cutsKnown &= ends.isPresent();
    ends.ifPresent(each -> each.stream().forEach(i -> cut.add(first + i)));
  }
}
