package org.outeffhop.model.checkpoint.pickle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.outeffhop.model.checkpoint.pickle.Pickles.dict;
import static org.outeffhop.model.checkpoint.pickle.Pickles.global;
import static org.outeffhop.model.checkpoint.pickle.Pickles.littleEndian;
import static org.outeffhop.model.checkpoint.pickle.Pickles.number;
import static org.outeffhop.model.checkpoint.pickle.Pickles.numbers;
import static org.outeffhop.model.checkpoint.pickle.Pickles.storage;
import static org.outeffhop.model.checkpoint.pickle.Pickles.tensor;
import static org.outeffhop.model.checkpoint.pickle.Pickles.text;
import static org.outeffhop.model.checkpoint.pickle.Pickles.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Files made to do harm or to take the memory: refused by name, before any is taken. */
class HostilePickleTest {
  private static final String FOUR = storage("FloatStorage", "0", 4);
  private static final String GOOD = tensor(FOUR, 0, numbers(2, 2), numbers(2, 1));
  private static final Map<String, byte[]> DATA =
      Map.of("data/0", ByteBuffer.allocate(16).putFloat(1).putFloat(2).putFloat(3).array());

  @TempDir private Path folder;

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("hostile.pt"), bytes);
  }

  private void requireRefused(byte[] bytes, String message) throws IOException {
    Path file = file(bytes);
    String refused =
        assertThrows(IllegalArgumentException.class, () -> PickledTensors.open(file)).getMessage();
    assertTrue(refused.startsWith(file + " cannot be read as a PyTorch file: "), refused);
    assertTrue(refused.contains(message), refused);
  }

  private void requireRefused(String pickle, String message) throws IOException {
    requireRefused(Pickles.zip(pickle, DATA), message);
  }

  private void requireTensorRefused(String tensor, String message) throws IOException {
    requireRefused(dict(text("w"), tensor), message);
  }

  @Test
  void everythingButTensorsIsNamed() throws IOException {
    String argument = tuple(text("echo"));
    requireRefused(global("os", "system") + argument + "R", "its pickle asks for os.system; only");
    requireRefused(text("builtins") + text("eval") + "\u0093" + argument + "R", "builtins.eval;");
    requireRefused(global("torch", "load") + argument + "R", "torch.load;");
    requireRefused(global("torch.storage", "TypedStorage"), "torch.storage.TypedStorage;");
    requireRefused("(" + text("x") + "ios\nsystem\n", "the operation 0x69 before byte");
    requireRefused(text("x") + argument + "R", "makes a call of an unsupported form");
    requireRefused(text("x") + argument + "\u0081", "the operation 0x81");
    requireRefused(
        dict() + dict() + "b" + text("x") + dict() + "b", "attributes of something that is not a");
  }

  @Test
  void sizesAreCheckedAgainstTheFile() throws IOException {
    String huge = storage("FloatStorage", "0", 1L << 58);
    requireTensorRefused(
        tensor(huge, 0, numbers(1L << 58), numbers(1)),
        "storage '0' has 288230376151711744 elements of type F32 in its pickle, but 4 elements and 16");
    requireTensorRefused(
        tensor(storage("LongStorage", "0", -4), 0, numbers(1), numbers(1)),
        "impossible size of -4");
    requireTensorRefused(
        tensor(storage("LongStorage", "0", Long.MAX_VALUE), 0, numbers(1), numbers(1)),
        "impossible size of 9223372036854775807");
    requireTensorRefused(
        tensor(storage("FloatStorage", "../../etc/passwd", 4), 0, numbers(1), numbers(1)),
        "has no entry 'archive/data/../../etc/passwd'");
  }

  @Test
  void elementsOutsideTheStorageAreRefused() throws IOException {
    requireTensorRefused(
        tensor(FOUR, 1, numbers(2, 2), numbers(2, 1)),
        "a tensor of shape [2, 2] has elements up to 5 of storage '0', which has 4");
    requireTensorRefused(tensor(FOUR, -1, numbers(2), numbers(1)), "strides [1] and offset -1");
    requireTensorRefused(tensor(FOUR, 0, numbers(2), numbers(-1)), "strides [-1] and offset 0");
    requireTensorRefused(tensor(FOUR, 0, numbers(-2), numbers(1)), "shape [-2] has strides");
    requireTensorRefused(
        tensor(FOUR, 0, numbers(2, 2), numbers(1)), "shape [2, 2] has strides [1]");
    requireTensorRefused(
        tensor(FOUR, 0, numbers(1L << 40, 1L << 40), numbers(0, 0)), "impossible shape");
    requireTensorRefused(
        tensor(FOUR, 0, numbers(3, 2), numbers(Long.MAX_VALUE, 1)), "impossible shape");
    requireTensorRefused(
        tensor(FOUR, 0, numbers(0, Long.MAX_VALUE), numbers(1, 1)), "impossible shape");
    requireTensorRefused(tensor(FOUR, Long.MAX_VALUE, numbers(3), numbers(1)), "impossible shape");
  }

  @Test
  void repetitionsThatWouldFillTheMemoryAreRefused() throws IOException {
    requireTensorRefused(
        tensor(FOUR, 0, numbers(1L << 40, 4), numbers(0, 1)),
        "its tensors need 17592186044416 bytes, more than 8 times the");
    StringBuilder many = new StringBuilder("}(");
    String half = tensor(FOUR, 0, numbers(1 << 14, 4), numbers(0, 1));
    for (int i = 0; i < 8; i++) {
      many.append(text("w" + i)).append(half);
    }
    requireRefused(many + "u", "its tensors need 2097152 bytes, more than 8 times");
  }

  @Test
  void nestingAndReferencesTakeNoMoreThanThePickleIsLong() throws IOException {
    requireRefused("(".repeat(1 << 20), "its pickle has more than 1048576 operations");
    requireRefused("]".repeat(1 << 20), "its pickle has more than 1048576 operations");
    StringBuilder laughs = new StringBuilder("(]q\u0000");
    for (char i = 0; i < 200; i++) {
      laughs.append("](h").append(i).append('h').append(i).append("eq").append((char) (i + 1));
    }
    String nested = "(".repeat(1 << 18) + "t".repeat(1 << 18);
    String harmless = dict(text("w"), GOOD, text("laughs"), laughs + "l", text("deep"), nested);
    try (PickledTensors file = PickledTensors.open(file(Pickles.zip(harmless, DATA)))) {
      assertEquals(List.of("laughs", "deep"), file.ignored());
    }
    requireRefused(dict(tuple(text("a")), GOOD), "a key that is neither a string nor a number");
  }

  @Test
  void brokenPicklesAreRefused() throws IOException {
    requireRefused(
        "X" + littleEndian(0xffffffffL, 4), "a string of 4294967295 bytes; the limit is");
    requireRefused("X" + littleEndian(1000, 4), "its pickle ends early: a string of 1000 bytes");
    requireRefused("\u008d" + littleEndian(-1, 8), "a string of 18446744073709551615 bytes");
    requireRefused("\u008b" + littleEndian(-1, 4), "a number of 4294967295 bytes");
    requireRefused("X" + littleEndian(1, 4) + "\u00ff", "a string that is not UTF-8");
    requireRefused("j" + littleEndian(-2, 4), "refers to value 4294967294, which it does not have");
    requireRefused("R", "takes a value from an empty stack");
    requireRefused("t", "goes back to a mark that was not set");
    requireRefused("(N" + "d", "a key without a value");
    requireRefused("NNa", "appends to something that is not a list");
    requireRefused("NNNs", "puts an entry into something that is not a dictionary");
    requireRefused("\u0080\u0001", "of protocol 1; 2 to 5 are supported");
    requireRefused(text("x") + "Q", "a persistent id that does not name a storage");
    requireRefused("c" + "x".repeat(501), "a name of more than 500 characters");
    requireRefused(GOOD, "it contains no dictionary of tensors");
    requireRefused(dict(text("epoch"), number(3)), "its entries are [epoch]");
    requireRefused(
        dict(text("a"), GOOD, text("b"), storage("LongStorage", "0", 2)),
        "storage '0' is 4 elements of type F32 and also 2 of type I64");
  }

  @Test
  void compressedEntriesAreRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(new byte[1 << 24]);
    }
    requireRefused(bytes.toByteArray(), "its entry 'archive/data.pkl' is compressed or encrypted");
    requireRefused(
        Pickles.zip("N", Map.of("b/data.pkl", new byte[1])), "with 2 entries NAME/data.pkl, not");
  }

  @Test
  void storagesThatOverlapAreRefused() throws IOException {
    byte[] zip =
        Pickles.zip(
            dict(
                text("a"),
                GOOD,
                text("b"),
                tensor(storage("FloatStorage", "1", 4), 0, numbers(4), numbers(1))),
            Map.of("data/0", new byte[16], "data/1", new byte[16]));
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int end = zip.length - 22;
    int first = bytes.getInt(end + 16);
    int second = first + 46 + "archive/data.pkl".length();
    int third = second + 46 + "archive/data/0".length();
    bytes.putInt(third + 42, bytes.getInt(second + 42));
    requireRefused(zip, "overlap");
  }

  @Test
  void bigEndianFilesAreTurned() throws IOException {
    byte[] zip =
        Pickles.zip(
            dict(text("w"), GOOD),
            Map.of("data/0", DATA.get("data/0"), "byteorder", Pickles.bytes("big")));
    try (PickledTensors file = PickledTensors.open(file(zip));
        TensorScope scope = TensorScope.open()) {
      assertArrayEquals(new float[] {1, 2, 3, 0}, Tensors.toFloats(file.read("w")));
    }
    requireRefused(
        Pickles.zip(
            dict(text("w"), GOOD), Map.of("data/0", new byte[16], "byteorder", new byte[3])),
        "its byte order is not 'little' or 'big'");
  }

  /** PyTorch before 0.4 kept storages that were views of others. */
  @Test
  void aViewOfAStorageInTheOldFormatIsPartOfIt() throws IOException {
    String view = tuple(text("v"), number(1), number(2));
    String part =
        tuple(
                text("storage"),
                global("torch", "IntStorage"),
                text("0"),
                text("cpu"),
                number(4),
                view)
            + "Q";
    String object = dict(text("w"), tensor(part, 1, numbers(1), numbers(1)));
    String start = "\u0080\u0002";
    String old =
        start
            + "\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019."
            + (start + "M\u00e9\u0003.")
            + (start + "}.")
            + (start + object + ".")
            + (start + "](" + text("0") + "e.")
            + littleEndian(4, 8)
            + littleEndian(0x0000000700000006L, 8)
            + littleEndian(0x0000000900000008L, 8);
    try (PickledTensors file = PickledTensors.open(file(Pickles.bytes(old)));
        TensorScope scope = TensorScope.open()) {
      assertArrayEquals(new long[] {8}, Tensors.toLongs(file.read("w")));
    }
    requireRefused(
        Pickles.bytes(old.replace(numbers(1), numbers(2))),
        "elements up to 4 of storage '0', which has 2");
    requireRefused(Pickles.bytes(old + "x"), "its 1 storages end at byte");
  }
}
