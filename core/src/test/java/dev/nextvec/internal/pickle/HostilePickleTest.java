package dev.nextvec.internal.pickle;

import static dev.nextvec.internal.pickle.TorchFiles.large;
import static dev.nextvec.internal.pickle.TorchFiles.little;
import static dev.nextvec.internal.pickle.TorchFiles.number;
import static dev.nextvec.internal.pickle.TorchFiles.tensor;
import static dev.nextvec.internal.pickle.TorchFiles.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that were made to do harm, or are damaged: each is refused in one line, at once. */
final class HostilePickleTest {
  private static final String SYSTEM = text("touch harmed");
  private static final String START = "\u0080\u0002";

  @TempDir Path folder;

  static Stream<Arguments> programs() {
    String[] nested = new String[2000];
    Arrays.fill(nested, "(");
    String deep = "]".repeat(2000) + "a".repeat(1999);
    StringBuilder laughs = new StringBuilder("((NNNNNNNNNNtq\0");
    for (int level = 0; level < 12; level++) {
      laughs.append("(").append("h\0".repeat(10)).append("tq\0");
    }
    return Stream.of(
        arguments("cos\nsystem\n(" + SYSTEM + "tR.", "`os.system`"),
        arguments("cposix\nsystem\n(" + SYSTEM + "tR.", "`posix.system`"),
        arguments(text("builtins") + text("eval") + "\u0093(" + SYSTEM + "tR.", "`builtins.eval`"),
        arguments("c__builtin__\nexec\n(" + SYSTEM + "tR.", "`__builtin__.exec`"),
        arguments("(" + SYSTEM + "ios\nsystem\n.", "instruction INST"),
        arguments("(cos\nsystem\n" + SYSTEM + "o.", "`os.system`"),
        arguments("(ccollections\nOrderedDict\no.", "instruction OBJ"),
        arguments("ccollections\nOrderedDict\n)\u0081.", "instruction NEWOBJ"),
        arguments("ccollections\nOrderedDict\n)}\u0092.", "instruction NEWOBJ_EX"),
        arguments("\u0082\u0001.", "instruction EXT1"),
        arguments("\u0083\u0001\u0000.", "instruction EXT2"),
        arguments("\u0084\u0001\u0000\u0000\u0000.", "instruction EXT4"),
        arguments("]}b.", "sets the state of what is not a dictionary"),
        arguments("}" + text("x") + "b.", "sets the state of what is not a dictionary"),
        arguments("Pname\n.", "instruction PERSID"),
        arguments(text("../../etc/passwd") + "Q.", "not a storage of numbers"),
        arguments(
            "("
                + text("storage")
                + "ctorch\nFloatStorage\n"
                + text("../1")
                + text("cpu")
                + "K\1tQ.",
            "not a storage of numbers"),
        arguments("ctorch\nload\n(" + SYSTEM + "tR.", "`torch.load`"),
        arguments("ctorch.storage\n_load_from_bytes\n(" + SYSTEM + "tR.", "_load_from_bytes`"),
        arguments("cnumpy.core.multiarray\nscalar\n)R.", "`numpy.core.multiarray.scalar`"),
        arguments("ccollections.abc\nOrderedDict\n)R.", "`collections.abc.OrderedDict`"),
        arguments("ctorch\n_utils._rebuild_tensor_v2\n)R.", "torch._utils._rebuild_tensor_v2"),
        arguments("ctorch._utils\n_rebuild_tensor_v2\n)R.", "arguments it cannot have"),
        arguments("ctorch._utils\n_rebuild_parameter\n(NNNtR.", "a parameter that is no tensor"),
        arguments("ctorch\ndevice\n(]tR.", "a device without a name"),
        arguments("ccollections\nOrderedDict\n.", "a type or a function as a value"),
        arguments(text("a") + ")R.", "calls what is not a known name"),
        arguments("cX" + "y".repeat(300) + "\n", "a name of more than 200"),
        arguments(deep + ".", "hold themselves, or more than 64"),
        arguments("]q\0h\0a.", "hold themselves, or more than 64"),
        arguments("}q\0" + text("me") + "h\0s.", "hold themselves, or more than 64"),
        arguments(laughs + "t.", "more than 1,000,000 values"),
        arguments(String.join("", nested) + ".", "takes a value where there is none"),
        arguments("X" + little(-1) + "abc.", "needs 4294967295 bytes"),
        arguments("\u008d" + little(-1) + little(0x7fffffff) + "abc.", "bytes where"),
        arguments("\u008b" + little(1 << 30) + ".", "whole number of 1073741824 bytes"),
        arguments("\u008b" + little(-5) + ".", "whole number of -5 bytes"),
        arguments("\u008a\u00ff.", "whole number of 255 bytes"),
        arguments("\u0095" + little(1 << 20) + little(0) + "N.", "needs 1048576 bytes"),
        arguments("X" + little(2) + "\u00c3\u0028.", "not UTF-8"),
        arguments("h\7.", "value 7 of its memory, which is empty"),
        arguments("j" + little(-1) + ".", "value 4294967295 of its memory"),
        arguments("q\0.", "takes a value where there is none"),
        arguments("e.", "ends a container that never began"),
        arguments("(NN.", "ends within a container"),
        arguments(".", "takes a value where there is none"),
        arguments(")Na.", "appends to a tuple"),
        arguments("}]Ns.", "key that is neither text"),
        arguments("}(" + text("a") + "N" + text("a") + "Nu.", "a key twice"),
        arguments("}(" + text("a") + "u.", "sets keys of what is not a dictionary"),
        arguments("\u0080\u0006N.", "pickle protocol 6"),
        arguments("N", "needs 1 bytes where 0 are left"),
        arguments("\u00ff.", "unknown instruction 0xff"),
        arguments("N0N.", "instruction POP"),
        arguments("N2.", "instruction DUP"),
        arguments("I1\n.", "instruction INT"),
        arguments("S'a'\n.", "instruction STRING"),
        arguments("C\1a.", "instruction SHORT_BINBYTES"),
        arguments("\u0097.", "instruction NEXT_BUFFER"),
        arguments(tensor("K\4", "K\1", "K\4", "K\1") + ".", "storage of 4 numbers does not hold"),
        arguments(tensor("K\4", "K\0", "K\4", "K\2") + ".", "storage of 4 numbers does not hold"),
        arguments(tensor("K\4", "K\0", number(1 << 30), "K\0") + ".", "does not hold"),
        arguments(tensor("K\4", "K\0", number(2), number(-1)) + ".", "no whole number >= 0"),
        arguments(tensor("K\4", number(-1), "K\2", "K\1") + ".", "from -1 on"),
        arguments(tensor("K\4", large(Long.MAX_VALUE), "K\2", "K\1") + ".", "does not hold"),
        arguments(tensor("K\4", "K\0", "K\2", large(Long.MAX_VALUE)) + ".", "does not hold"),
        arguments(
            tensor("K\4", "K\0", large(1L << 62) + large(4), "K\1K\1") + ".", "does not hold"),
        arguments(tensor("K\4", "K\0", "K\2K\2", "K\1") + ".", "with strides [1]"),
        arguments(tensor("K\4", "K\5", "K\0", "K\1") + ".", "does not hold"),
        arguments(tensor(number(-4), "K\0", "K\2", "K\1") + ".", "not a storage of numbers"),
        arguments(tensor("K\4", "K\0", "K\1".repeat(9), "K\1".repeat(9)) + ".", "of 9 dimensions"),
        arguments(tensor("K\4", "K\0", "K\1".repeat(10_000), "K\1") + ".", "10,000 dimensions"),
        arguments(marked("}" + text("neg") + "\u0088s") + ".", "save its resolve_neg()"),
        arguments(marked(")") + ".", "save its resolve_neg()"),
        arguments(marked("}N") + ".", "arguments it cannot have"),
        arguments(text("o\ns") + text("a") + "\u0093.", "letters that no name has"),
        arguments(text("os") + text("\u001b[2J") + "\u0093.", "letters that no name has"),
        arguments(text("os") + text("a".repeat(100_000)) + "\u0093.", "letters that no name has"),
        arguments("ctorch\ndevice\n(" + text("x y") + "tR.", "a device without a name"),
        arguments("ctorch\ndevice\n(" + text("cpu") + text("cpu") + "tR.", "without a number"),
        arguments(
            "ctorch\ndevice\n(" + text("x".repeat(1_000)) + "q\0" + joined() + "tR.",
            "arguments it cannot have"),
        arguments(text("k".repeat(2_000)) + "q\0" + nestedKeys() + ".", "a key of 2,000"),
        arguments(
            "](" + text("k".repeat(1_000)) + "q\0" + inKeys("](" + "N".repeat(2_000) + "e") + "e.",
            "keys in one another of more than 67,108,864"));
  }

  /** A tensor with more than its numbers: what PyTorch does to them when it has read them. */
  private static String marked(String marks) {
    String plain = tensor("K\4", "K\0", "K\4", "K\1");
    return plain.substring(0, plain.length() - 2) + marks + "tR";
  }

  /** One text, again and again: it would be joined to a thousand times its length. */
  private static String joined() {
    return "h\0".repeat(1_000);
  }

  /**
   * Dictionaries in one another under one key, whose places would take a thousand times its length.
   */
  private static String nestedKeys() {
    return inKeys("N");
  }

  private static String inKeys(String value) {
    return "}h\0".repeat(50) + value + "s".repeat(50);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void refusesWhatIsNotPlainDataAndRunsNothing(String program, String said) throws IOException {
    refuses(new TorchFiles().pickle(START, program).floats("0", 1, 2, 3, 4).bytes(), said);
    assertThat(Path.of("harmed")).doesNotExist();
  }

  private void refuses(byte[] content, String... said) throws IOException {
    Path file = Files.write(folder.resolve("hostile.pt"), content);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThatThrownBy(() -> readAll(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageNotContaining("\n")
                .satisfies(e -> assertThat(e.getMessage()).containsAnyOf(said)));
  }

  /** The tensor that the pickle is, or those in its dictionary. */
  private static void readAll(Path file) throws IOException {
    try (TorchArchive archive = TorchArchive.open(file)) {
      if (archive.root() instanceof Stored.StoredTensor tensor) {
        archive.read(tensor);
      }
    }
  }

  private static TorchFiles sound() {
    return new TorchFiles()
        .pickle(START, tensor("K\4", "K\0", "K\4", "K\1"), ".")
        .floats("0", 1, 2, 3, 4);
  }

  @Test
  void readsWhatIsSound() throws IOException {
    readAll(Files.write(folder.resolve("sound.pt"), sound().bytes()));
  }

  @Test
  void refusesNamesThatLeadOutOfTheArchive() throws IOException {
    refuses(sound().member("archive/../../x", new byte[1]).bytes(), "named `archive/../../x`");
    refuses(sound().member("/etc/x", new byte[1]).bytes(), "named `/etc/x`");
    refuses(sound().member("archive\\..\\x", new byte[1]).bytes(), "a member named");
  }

  @Test
  void refusesTwoPicklesOrNone() throws IOException {
    refuses(sound().member("other/data.pkl", new byte[] {'N', '.'}).bytes(), "2 members data.pkl");
    refuses(new TorchFiles().floats("0", 1).bytes(), "0 members data.pkl");
  }

  @Test
  void refusesProgramsOfTorchScript() throws IOException {
    refuses(sound().member("archive/constants.pkl", new byte[1]).bytes(), "TorchScript program");
    refuses(sound().member("archive/code/x.py", new byte[1]).bytes(), "TorchScript program");
  }

  @Test
  void refusesNumbersOfTheOtherByteOrder() throws IOException {
    refuses(sound().member("archive/byteorder", ascii("big")).bytes(), "`big`-endian");
    refuses(sound().member("archive/byteorder", new byte[1000]).bytes(), "1,000 bytes");
    readAll(sound().member("archive/byteorder", ascii("little")).write(folder.resolve("a.pt")));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void refusesWhatIsCompressed() throws IOException {
    refuses(
        sound().member("archive/data/1", new byte[1 << 22]).deflated().bytes(), "is compressed");
  }

  @Test
  void refusesAStorageThatIsMissingOrOfAnotherLength() throws IOException {
    String tensor = tensor("K\4", "K\0", "K\4", "K\1") + ".";
    refuses(new TorchFiles().pickle(START, tensor).bytes(), "no member archive/data/0");
    for (int length : List.of(0, 15, 17, 20)) {
      TorchFiles other = new TorchFiles().pickle(START, tensor);
      refuses(other.member("archive/data/0", new byte[length]).bytes(), "has " + length + " bytes");
    }
  }

  @Test
  void refusesAPickleThatIsTooLarge() throws IOException {
    refuses(new TorchFiles().pickle("N".repeat((1 << 24) + 1)).bytes(), "are the most");
  }

  @Test
  void keysOfOneHashCostNoMoreThanOthers() throws IOException {
    String program = TorchFiles.keysOfOneHash() + "\u00ff.";
    refuses(new TorchFiles().pickle(START, program).bytes(), "unknown instruction 0xff");
  }

  @Test
  void refusesWhatChangedSinceItWasWritten() throws IOException {
    byte[] sound = sound().bytes();
    byte[] pickle = sound.clone();
    pickle[indexOf(sound, ascii("_rebuild"))] = 'x';
    refuses(pickle, "checksum of its member archive/data.pkl");
    byte[] numbers = sound.clone();
    numbers[indexOf(sound, ascii("archive/data/0")) + 14] ^= 1;
    refuses(numbers, "checksum of its member archive/data/0");
  }

  /** Wherever it ends, there is one line; and no prefix is taken for the whole. */
  @Test
  void refusesEveryPrefix() throws IOException {
    byte[] sound = sound().bytes();
    for (int length = 4; length < sound.length; length++) {
      refuses(Arrays.copyOf(sound, length), "truncated", "damaged", "ends");
    }
  }

  @Test
  void refusesMembersThatLieInOneAnother() throws IOException {
    TorchFiles two = sound().floats("1", 1, 2, 3, 4);
    byte[] content = two.bytes();
    int first = lastIndexOf(content, ascii("archive/data/0"));
    int second = lastIndexOf(content, ascii("archive/data/1"));
    System.arraycopy(content, first - 4, content, second - 4, 4); // where the local header is
    refuses(content, "lies in another");
  }

  /** No change of one byte makes the reader fail in another way than by refusing. */
  @Test
  void readsOrRefusesWhateverASingleByteIs() throws IOException {
    String program = tensor("K\4", "K\0", "K\4", "K\1") + ".";
    for (int at = 0; at < program.length(); at++) {
      for (char value : new char[] {0, 1, '(', 't', 'R', 'b', 'e', 0x7f, 0x80, 0xff}) {
        String changed = program.substring(0, at) + value + program.substring(at + 1);
        Path file = folder.resolve("changed.pt");
        new TorchFiles().pickle(START, changed).floats("0", 1, 2, 3, 4).write(file);
        try {
          readAll(file);
        } catch (IOException e) {
          assertThat(e.getMessage()).startsWith(file.toString());
        }
      }
    }
  }

  private static int indexOf(byte[] all, byte[] part) {
    for (int at = 0; at <= all.length - part.length; at++) {
      if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("not there");
  }

  private static int lastIndexOf(byte[] all, byte[] part) {
    for (int at = all.length - part.length; at >= 0; at--) {
      if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("not there");
  }

  @Test
  void readsEveryKindOfPlainValue() throws IOException {
    String values =
        text("a")
            + "\u0088"
            + text("b")
            + "\u0089"
            + text("c")
            + "N"
            + text("d")
            + large(-3)
            + text("e")
            + "G\u003f\u00e0\0\0\0\0\0\0"
            + text("f")
            + "ctorch\nfloat16\n"
            + text("g")
            + "ctorch\ndevice\n("
            + text("cuda")
            + "K\1tR"
            + text("h")
            + "ctorch\nSize\n((K\2K\3ttR"
            + "K\5"
            + "]K\1a";
    Path file = new TorchFiles().pickle(START, "}(", values, "u.").write(folder.resolve("p.pt"));
    try (TorchArchive archive = TorchArchive.open(file)) {
      assertThat(((Stored.Dictionary) archive.root()).entries())
          .containsExactlyEntriesOf(
              inOrder(
                  "a",
                  new Stored.Truth(true),
                  "b",
                  new Stored.Truth(false),
                  "c",
                  new Stored.Nothing(),
                  "d",
                  new Stored.Whole(-3),
                  "e",
                  new Stored.Real(0.5),
                  "f",
                  new Stored.Text("torch.float16"),
                  "g",
                  new Stored.Text("cuda:1"),
                  "h",
                  new Stored.Items(List.of(new Stored.Whole(2), new Stored.Whole(3))),
                  5,
                  new Stored.Items(List.of(new Stored.Whole(1)))));
    }
  }

  private static Map<Stored.Key, Stored> inOrder(Object... pairs) {
    Map<Stored.Key, Stored> entries = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      Stored key =
          pairs[i] instanceof Integer number
              ? new Stored.Whole(number)
              : new Stored.Text((String) pairs[i]);
      entries.put(new Stored.Key(key), (Stored) pairs[i + 1]);
    }
    return entries;
  }

  @Test
  void readsNumbersInTheOrderOfTheirStrides() throws IOException {
    String turned = tensor("K\7", "K\1", "K\2K\3", "K\1K\2") + ".";
    Path file =
        new TorchFiles()
            .pickle(START, turned)
            .floats("0", 0, 1, 2, 3, 4, 5, 6)
            .write(folder.resolve("t.pt"));
    try (TorchArchive archive = TorchArchive.open(file)) {
      assertThat(archive.read((Stored.StoredTensor) archive.root()))
          .containsExactly(1, 3, 5, 2, 4, 6);
    }
  }
}
