package dev.nextvec.text;

import dev.nextvec.internal.json.JsonValue;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The lines of the chunks of consecutive rows, each with its end. */
final class PlannedLines implements AutoCloseable {
  private final WorkFolder folder;
  private final Iterator<ShardPlan.Run> runs;
  private ShardPlan.Run run;
  private long left;
  private @Nullable InputStream in;

  /** Those from a row on. */
  PlannedLines(WorkFolder folder, ShardPlan plan, long row) {
    this.folder = folder;
    runs = plan.runs().iterator();
    run = runs.next();
    long skipped = row;
    while (skipped >= run.rows()) {
      skipped -= run.rows();
      run = runs.next();
    }
    run = new ShardPlan.Run(run.piece(), run.line() + skipped, run.rows() - skipped);
    left = run.rows();
  }

  /** The next. */
  byte[] next() throws IOException {
    if (left == 0) {
      close();
      run = runs.next();
      left = run.rows();
    }
    if (in == null) {
      in = open();
    }
    left--;
    return line(in);
  }

  private InputStream open() throws IOException {
    JsonValue offsets = JsonValue.read(folder.piece(run.piece())).field("offsets");
    int step = Math.toIntExact(run.line() / PieceCutter.LINES_PER_OFFSET);
    SeekableByteChannel channel = Files.newByteChannel(folder.chunks(run.piece()));
    channel.position(offsets.item(step).wholeNumber(0, Long.MAX_VALUE));
    InputStream lines = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
    for (long i = (long) step * PieceCutter.LINES_PER_OFFSET; i < run.line(); i++) {
      line(lines);
    }
    return lines;
  }

  private byte[] line(InputStream lines) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    int value;
    do {
      value = lines.read();
      if (value < 0) {
        throw new EOFException(folder.chunks(run.piece()) + " is cut off: remove " + folder.path());
      }
      bytes.write(value);
    } while (value != '\n');
    return bytes.toByteArray();
  }

  @Override
  public void close() throws IOException {
    if (in != null) {
      Objects.requireNonNull(in).close();
      in = null;
    }
  }
}
