package dev.nextvec.internal.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that holds a lock, as its file names it. Numbers of processes are used again: with
 * the time of its start it is known for certain.
 *
 * @param pid its number
 * @param started milliseconds since 1970; 0 where the system does not tell
 */
record LockHolder(long pid, long started) {
  private static final Pattern LINE = Pattern.compile("(\\d{1,18}) (\\d{1,18})\\n?");
  private static final int LONGEST = 64;

  static LockHolder ofThisProcess() {
    return of(ProcessHandle.current());
  }

  private static LockHolder of(ProcessHandle process) {
    return new LockHolder(
        process.pid(), process.info().startInstant().map(i -> i.toEpochMilli()).orElse(0L));
  }

  /** Names it in the file of a lock. A full disk does not keep anybody from holding a lock. */
  void write(FileChannel channel) {
    byte[] line = "%d %d\n".formatted(pid, started).getBytes(StandardCharsets.US_ASCII);
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(line), 0);
    } catch (IOException e) {
      erase(channel);
    }
  }

  /** Names nobody any more. */
  static void erase(FileChannel channel) {
    try {
      channel.truncate(0);
    } catch (IOException e) {
      // then its end is told as that of one which died: the run itself is whole either way
    }
  }

  /** Empty where the file names nobody, or may not be read while it is locked. */
  static Optional<LockHolder> read(Path file) {
    try {
      if (Files.size(file) > LONGEST) {
        return Optional.empty();
      }
      Matcher line = LINE.matcher(Files.readString(file, StandardCharsets.US_ASCII));
      return line.matches()
          ? Optional.of(
              new LockHolder(Long.parseLong(line.group(1)), Long.parseLong(line.group(2))))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The process itself, if it still is the one that is named. */
  Optional<ProcessHandle> process() {
    return started == 0
        ? Optional.empty()
        : ProcessHandle.of(pid).filter(found -> found.isAlive() && of(found).equals(this));
  }
}
