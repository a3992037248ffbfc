package dev.nextvec.internal.hadoop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.spark.SparkEnv;

/**
 * A file system that renames by copying, so that a part can be seen under the new name, and that
 * ends in the middle of any change, as a process that is killed does.
 */
public final class TornFileSystem extends FilterFileSystem {
  static final String SCHEME = "torn";

  private static final AtomicInteger LEFT = new AtomicInteger(Integer.MAX_VALUE);

  /** Made by Hadoop. */
  public TornFileSystem() {
    super(new RawLocalFileSystem());
  }

  /** Lets Hadoop know it, as a user's setting of Spark would, of one that runs already, too. */
  static void register() {
    String setting = "spark.hadoop.fs." + SCHEME + ".impl";
    System.setProperty(setting, TornFileSystem.class.getName());
    Optional.ofNullable(SparkEnv.get())
        .ifPresent(running -> running.conf().set(setting, TornFileSystem.class.getName()));
  }

  /**
   * Everything fails from some change on, which is done by half.
   *
   * @param changes that still succeed
   */
  static void endAfter(int changes) {
    LEFT.set(changes);
  }

  /** Everything succeeds again. */
  static void revive() {
    LEFT.set(Integer.MAX_VALUE);
  }

  /** Whether it has come to its end. */
  static boolean hasEnded() {
    return LEFT.get() < 0;
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    fs.initialize(URI.create("file:///"), conf);
    setConf(conf);
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  protected void checkPath(Path path) {}

  private static Path local(Path path) {
    return new Path("file", null, path.toUri().getPath());
  }

  private static void requireAlive() throws IOException {
    if (hasEnded()) {
      throw new IOException("the process was killed");
    }
  }

  /** Whether this change is the one in whose middle all ends. */
  private static boolean isLast() throws IOException {
    requireAlive();
    return LEFT.getAndDecrement() == 0;
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    boolean last = isLast();
    OutputStream out = fs.create(local(path), overwrite);
    ByteArrayOutputStream all =
        new ByteArrayOutputStream() {
          @Override
          public void close() throws IOException {
            try (out) {
              out.write(buf, 0, last ? count / 2 : count);
            }
            if (last) {
              requireAlive();
            }
          }
        };
    return new FSDataOutputStream(all, null);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    byte[] content;
    try (FSDataInputStream in = fs.open(local(from))) {
      content = in.readAllBytes();
    }
    boolean last = isLast();
    try (OutputStream out = fs.create(local(to), true)) {
      out.write(content, 0, last ? content.length / 2 : content.length);
    }
    requireAlive();
    return delete(from, false);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    boolean last = isLast();
    boolean done = fs.delete(local(path), recursive);
    if (last) {
      requireAlive();
    }
    return done;
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    requireAlive();
    return fs.open(local(path), bufferSize);
  }
}
