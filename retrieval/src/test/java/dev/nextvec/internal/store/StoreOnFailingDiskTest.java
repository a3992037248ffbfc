package dev.nextvec.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.junit.jupiter.api.Test;

class StoreOnFailingDiskTest {

  /** A directory in which one change of the files fails. */
  private static final class Failing extends FilterDirectory {
    private long left = Long.MAX_VALUE;

    Failing() {
      super(new ByteBuffersDirectory());
    }

    private synchronized void change() throws IOException {
      if (left-- == 0) {
        throw new IOException("no space left on device");
      }
    }

    synchronized void failAfter(long changes) {
      left = changes;
    }

    /** Whether the failure is past. */
    synchronized boolean failed() {
      return left < 0;
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
      change();
      return super.createOutput(name, context);
    }

    @Override
    public void sync(Collection<String> names) throws IOException {
      change();
      super.sync(names);
    }

    @Override
    public void syncMetaData() throws IOException {
      change();
      super.syncMetaData();
    }

    @Override
    public void rename(String source, String dest) throws IOException {
      change();
      super.rename(source, dest);
    }
  }

  @Test
  void aChangeDuringWhichAnyFileCannotBeWrittenDidNothingOrAll() throws IOException {
    Failing disk = new Failing();
    int failures = 0;
    try (EntryStore store = new EntryStore(disk, "the store", new StoreFiles("any", 0))) {
      store.add(EntryStoreTest.entries(0, 3));
      int size = 3;
      for (int changes = 0; ; changes++) {
        disk.failAfter(changes);
        boolean refused = false;
        try {
          store.add(EntryStoreTest.entries(size, size + 2));
        } catch (IOException | RuntimeException e) {
          refused = true;
          failures++;
        }
        boolean failed = disk.failed();
        disk.failAfter(Long.MAX_VALUE);
        size += refused ? 0 : 2;
        assertThat(store.size()).as("after %d changes", changes).isEqualTo(size);
        float[] last = EntryStoreTest.entry(size - 1).vector();
        assertThat(store.search(last, 1, Optional.empty()).getFirst().entry().id())
            .isEqualTo("e" + (size - 1));
        store.add(EntryStoreTest.entries(0, 1));
        store.remove(List.of("e0"));
        store.add(EntryStoreTest.entries(0, 1));
        assertThat(store.size()).isEqualTo(size);
        if (!failed) {
          break;
        }
      }
    }
    assertThat(failures).isGreaterThan(8);
  }
}
