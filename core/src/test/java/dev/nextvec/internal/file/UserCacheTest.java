package dev.nextvec.internal.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class UserCacheTest {
  private static final Path TEMPORARY = Path.of("/tmp");

  @Test
  void isWhereTheUserWantsIt() {
    assertThat(UserCache.directory("/big/cache", "/home/ada", TEMPORARY, "ada"))
        .isEqualTo(Path.of("/big/cache/nextvec"));
  }

  @Test
  void isAtHomeOtherwise() {
    assertThat(UserCache.directory(null, "/home/ada", TEMPORARY, "ada"))
        .isEqualTo(Path.of("/home/ada/.cache/nextvec"));
    assertThat(UserCache.directory("relative", "/home/ada", TEMPORARY, "ada"))
        .isEqualTo(Path.of("/home/ada/.cache/nextvec"));
  }

  @Test
  void isAmongTemporaryFilesForAUserWithoutAHome() {
    assertThat(UserCache.directory(null, "?", TEMPORARY, "../a b"))
        .isEqualTo(Path.of("/tmp/nextvec-.._a_b"));
    assertThat(UserCache.directory("", null, TEMPORARY, "?")).isEqualTo(Path.of("/tmp/nextvec-_"));
  }
}
