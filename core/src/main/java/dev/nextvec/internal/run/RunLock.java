package dev.nextvec.internal.run;

import dev.nextvec.internal.file.FileErrors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Held while a training writes to its directory. The operating system releases it when the process
 * ends, however it ends. Its file names the process: whoever ends by itself empties the file, so
 * that a name in a file that nobody holds is that of a process which died.
 */
public final class RunLock implements AutoCloseable {
  static final String FILE = ".lock";
  private static final int ATTEMPTS = 5;
  private static final long PAUSE_NANOS = 20_000_000;

  /**
   * Directories this process trains into. Asking the system would not do: there, opening and
   * closing a file once more gives up the process's lock on it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final FileChannel channel;
  private final Path held;

  private RunLock(FileChannel channel, Path held) {
    this.channel = channel;
    this.held = held;
  }

  /**
   * Creates the directory if need be and takes its lock.
   *
   * @throws IOException if another training holds it
   */
  public static RunLock take(Path run) throws IOException {
    Path real = made(run);
    if (!HELD.add(real)) {
      throw taken(run);
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(real.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!lock(channel)) {
        throw taken(run);
      }
      LockHolder.ofThisProcess().write(channel);
      return new RunLock(channel, real);
    } catch (FileSystemException e) {
      HELD.remove(real);
      throw FileErrors.explain("locking run directory " + run, e);
    } catch (IOException | RuntimeException e) {
      HELD.remove(real);
      if (channel != null) {
        channel.close();
      }
      throw e;
    }
  }

  /** Whether a training holds the lock of a directory now. */
  static boolean isHeld(Path run) {
    Path file = run.resolve(FILE);
    if (!Files.exists(file)) {
      return false;
    }
    if (isOwn(run)) {
      return true;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return lock == null;
    } catch (IOException e) {
      return false; // a file system without locks, or one that may not be asked
    }
  }

  /**
   * The program that trains into a directory just now: asked to end, it saves what it has first.
   * Empty where nobody trains, or the system does not tell.
   */
  public static Optional<ProcessHandle> holder(Path run) {
    if (!isHeld(run)) {
      return Optional.empty();
    }
    return isOwn(run)
        ? Optional.of(ProcessHandle.current())
        : LockHolder.read(run.resolve(FILE)).flatMap(LockHolder::process);
  }

  private static boolean isOwn(Path run) {
    try {
      return HELD.contains(run.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the last training ended without being able to say so: it was killed, or crashed. */
  public static boolean isLeft(Path run) {
    return !isHeld(run) && LockHolder.read(run.resolve(FILE)).isPresent();
  }

  /** Whoever only asks holds the lock for an instant, so one refusal says nothing. */
  private static boolean lock(FileChannel channel) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (channel.tryLock() != null) {
        return true;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return false;
  }

  private static Path made(Path run) throws IOException {
    if (Files.exists(run) && !Files.isDirectory(run)) {
      throw new IOException(run + " is a file: choose another directory for the run");
    }
    try {
      return Files.createDirectories(run).toRealPath();
    } catch (FileSystemException e) {
      throw FileErrors.explainWriting("making run directory " + run, run, e);
    }
  }

  private static IOException taken(Path run) {
    return new IOException(
        "another training is writing to "
            + run
            + ": wait for it, stop it, or choose another directory");
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      LockHolder.erase(channel);
    } finally {
      HELD.remove(held);
    }
  }
}
