package dev.nextvec.internal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tells all processes of a machine that something is in use, so that nobody removes it, and lets
 * one of those who need it make it while the others wait. The lock is the system's own, on a file
 * beside the thing, and ends with its process, however that ends. The file stays, and its time says
 * when the thing was last taken into use.
 */
public final class UseLock {
  private static final Known HERE = new Known();
  private static final long MILLIS = 100;

  private final Path file;

  /** The system's locks are those of a process, not of a thread. */
  private final ReentrantLock mine = new ReentrantLock();

  private int users;
  private @Nullable FileChannel held;

  private UseLock(Path file) {
    this.file = file;
  }

  /** Two of one file in one process would end each other's lock. */
  private static final class Known {
    private final Map<Path, UseLock> locks = new ConcurrentHashMap<>();

    UseLock of(Path file) {
      return locks.computeIfAbsent(file.toAbsolutePath().normalize(), UseLock::new);
    }
  }

  /**
   * The lock of a file.
   *
   * @param file in a folder that is there; made when it is first needed
   */
  public static UseLock of(Path file) {
    return HERE.of(file);
  }

  /** What is in use. */
  public interface Thing {
    /** Whether it is there, and looks whole. */
    boolean isThere() throws IOException;

    /**
     * Whether it is whole though it does not look so; may take long. Asked while others use it, so
     * that it cannot be made.
     */
    boolean isRight() throws IOException;

    /** Makes it, alone. */
    void make() throws IOException;
  }

  /** Something that is done while nobody else has the lock. */
  @FunctionalInterface
  public interface Action {
    void run() throws IOException;
  }

  /** The thing is in use until this is closed. */
  @FunctionalInterface
  public interface Use extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes something into use, which is made first if it is not there.
   *
   * @param waiting called several times a second while another has the lock; may throw
   * @throws IOException if it cannot be made, it is not whole though this process uses it, or the
   *     file system has no locks
   */
  public Use use(Thing thing, Runnable waiting) throws IOException {
    boolean isUsed;
    lock(waiting);
    try {
      isUsed = users > 0;
      if (!isUsed) {
        held = shared(thing, waiting);
      }
      users++;
    } finally {
      mine.unlock();
    }
    Use use = new OneUse();
    if (isUsed) {
      requireRight(thing, use);
    }
    return use;
  }

  /** Of what this process uses already; while it is read others may end their use. */
  private void requireRight(Thing thing, Use use) throws IOException {
    boolean right = false;
    try {
      right = thing.isThere() || thing.isRight();
    } finally {
      if (!right) {
        use.close();
      }
    }
    if (!right) {
      throw new IOException(
          "what is in %s was changed while this process uses it: run the command again"
              .formatted(file.resolveSibling("")));
    }
  }

  /**
   * Does something as soon as nobody else has the lock.
   *
   * @param waiting as {@link #use} has it
   */
  public void alone(Action action, Runnable waiting) throws IOException {
    while (!unlessUsed(action)) {
      pause(waiting);
    }
  }

  /** Does something if nobody has the lock; says whether it did. */
  public boolean unlessUsed(Action action) throws IOException {
    if (mine.isHeldByCurrentThread() || !mine.tryLock()) {
      return false;
    }
    try {
      if (users > 0) {
        return false;
      }
      Optional<FileChannel> alone = tried(false);
      if (alone.isEmpty()) {
        return false;
      }
      try {
        action.run();
        return true;
      } finally {
        alone.get().close();
      }
    } finally {
      mine.unlock();
    }
  }

  private void lock(Runnable waiting) {
    while (!mine.tryLock()) {
      pause(waiting);
    }
  }

  private static void pause(Runnable waiting) {
    waiting.run();
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(MILLIS));
  }

  /**
   * A lock cannot become another: between the two the thing may be made, used or removed by others.
   * So nobody waits for being alone, who may share what others have made meanwhile.
   */
  private FileChannel shared(Thing thing, Runnable waiting) throws IOException {
    while (true) {
      Optional<FileChannel> shared = sharedIf(thing::isThere);
      if (shared.isPresent()) {
        return shared.get();
      }
      Optional<FileChannel> alone = tried(false);
      if (alone.isEmpty()) { // by who makes it, or by who uses it
        Optional<FileChannel> used = sharedIf(() -> thing.isThere() || thing.isRight());
        if (used.isPresent()) {
          return used.get();
        }
        pause(waiting);
        continue;
      }
      try {
        if (!thing.isThere()) {
          thing.make();
        }
      } finally {
        alone.get().close();
      }
    }
  }

  /** Something that is asked while nobody is alone with the thing. */
  @FunctionalInterface
  private interface Condition {
    boolean holds() throws IOException;
  }

  /** Empty where it does not hold, or another is alone. */
  private Optional<FileChannel> sharedIf(Condition condition) throws IOException {
    touch();
    Optional<FileChannel> lock = tried(true);
    boolean kept = false;
    try {
      if (lock.isPresent()) {
        kept = condition.holds();
      }
      return kept ? lock : Optional.empty();
    } finally {
      if (!kept && lock.isPresent()) {
        lock.get().close();
      }
    }
  }

  /**
   * Says when the thing was last wanted. Not while it is locked: Java opens a file to set its time,
   * and a process that closes a file loses every lock that it has on it.
   */
  private void touch() throws IOException {
    if (Files.exists(file)) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    }
  }

  private FileChannel opened() throws IOException {
    try {
      return FileChannel.open(
          file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw FileErrors.explainWriting("locking " + file, file, e);
    }
  }

  /** Empty while another process has a lock that goes not with it. */
  private Optional<FileChannel> tried(boolean shared) throws IOException {
    FileChannel channel = opened();
    boolean locked = false;
    try {
      locked = channel.tryLock(0, Long.MAX_VALUE, shared) != null;
      return locked ? Optional.of(channel) : Optional.empty();
    } catch (IOException e) {
      throw FileErrors.explain("locking " + file, e);
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private final class OneUse implements Use {
    private boolean over;

    @Override
    public void close() {
      mine.lock();
      try {
        FileChannel channel = held;
        if (!over && --users == 0 && channel != null) {
          held = null;
          channel.close();
        }
        over = true;
      } catch (IOException e) {
        // the lock is gone with the channel in any case
      } finally {
        mine.unlock();
      }
    }
  }
}
