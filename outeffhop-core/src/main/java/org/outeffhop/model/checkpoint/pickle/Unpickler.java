package org.outeffhop.model.checkpoint.pickle;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.model.checkpoint.pickle.Globals.Tuple;

/**
 * The stack machine behind Python's pickles, protocols 2 to 5, with nothing in it that could run
 * code: Python's None is null, an int a {@link Long} or {@link BigInteger}, a float a {@link
 * Double}, a str a {@link String}, a bytes a byte array, a list a {@link List}, a dict a {@link
 * Map}, and besides them there are {@link Tuple}, {@link StorageRef} and {@link TensorRef}.
 *
 * <p>The number of operations is bounded and every value is held once, so that neither nesting nor
 * references that repeat each other take more memory than a pickle is long.
 *
 * <p>Source of the format: the documentation of Python's module {@code pickletools}.
 */
final class Unpickler {
  /** Some 30,000 tensors. */
  private static final int MAX_OPERATIONS = 1 << 20;

  private static final int NEWEST_PROTOCOL = 5;
  private static final int MAX_NUMBER_BYTES = 255;

  private final PickleBytes bytes;
  private final Globals globals;
  private final PickleStack stack = new PickleStack();

  private Unpickler(PickleBytes bytes, Globals globals) {
    this.bytes = bytes;
    this.globals = globals;
  }

  /**
   * Reads one pickle; the bytes then stand behind it.
   *
   * @throws IllegalArgumentException if it is damaged or asks for anything but the types above
   */
  static Object read(PickleBytes bytes, Globals globals) throws IOException {
    return new Unpickler(bytes, globals).run();
  }

  private Object run() throws IOException {
    for (int operations = 0; operations < MAX_OPERATIONS; operations++) {
      int operation = bytes.next();
      if (operation == '.') {
        return stack.pop();
      }
      execute(operation);
    }
    throw new IllegalArgumentException(
        "its pickle has more than " + MAX_OPERATIONS + " operations");
  }

  private void execute(int operation) throws IOException {
    switch (operation) {
      case 0x80 -> requireProtocol(bytes.next());
      case 0x95 -> bytes.longNumber();
      case '(' -> stack.mark();
      case '0' -> stack.pop();
      case '1' -> stack.sinceMark();
      case 'q' -> stack.remember(bytes.next());
      case 'r' -> stack.remember(bytes.intNumber());
      case 0x94 -> stack.rememberNext();
      case 'h' -> stack.push(stack.remembered(bytes.next()));
      case 'j' -> stack.push(stack.remembered(bytes.intNumber()));
      case 'c' -> stack.push(Globals.named(bytes.line(), bytes.line()));
      case 0x93 -> {
        String name = text(stack.pop());
        stack.push(Globals.named(text(stack.pop()), name));
      }
      case 'R' -> {
        Object arguments = stack.pop();
        stack.push(Globals.call(stack.pop(), arguments));
      }
      case 'Q' -> stack.push(globals.storage(stack.pop()));
      case 'b' -> stack.ignoreAttributes(stack.pop());
      case 'a' -> stack.append(Collections.singletonList(stack.pop()));
      case 'e' -> stack.append(stack.sinceMark());
      case 's' -> {
        Object value = stack.pop();
        Object key = stack.pop();
        stack.put(key, value);
      }
      case 'u' -> stack.putAll(stack.sinceMark());
      default -> stack.push(isContainer(operation) ? container(operation) : scalar(operation));
    }
  }

  private static boolean isContainer(int operation) {
    return "])}tld\u0085\u0086\u0087".indexOf(operation) >= 0;
  }

  private Object container(int operation) {
    switch (operation) {
      case ']':
        return new ArrayList<>();
      case '}':
        return new LinkedHashMap<>();
      case 'l':
        return stack.sinceMark();
      case 'd':
        List<Object> items = stack.sinceMark();
        stack.push(new LinkedHashMap<>());
        stack.putAll(items);
        return stack.pop();
      case 't':
        return new Tuple(stack.sinceMark());
      default:
        List<Object> last = new ArrayList<>();
        for (int left = operation == ')' ? 0 : operation - 0x84; left > 0; left--) {
          last.add(0, stack.pop());
        }
        return new Tuple(last);
    }
  }

  private Object scalar(int operation) throws IOException {
    return switch (operation) {
      case 'N' -> null;
      case 0x88 -> true;
      case 0x89 -> false;
      case 'K' -> (long) bytes.next();
      case 'M' -> (long) bytes.shortNumber();
      case 'J' -> (long) bytes.intNumber();
      case 0x8a -> number(bytes.next());
      case 0x8b -> number(bytes.intNumber());
      case 'G' -> bytes.bigEndianDouble();
      case 'X' -> bytes.utf8(bytes.intNumber() & 0xffffffffL);
      case 0x8c -> bytes.utf8(bytes.next());
      case 0x8d -> bytes.utf8(bytes.longNumber());
      case 'T' -> bytes.utf8(bytes.intNumber());
      case 'U' -> bytes.utf8(bytes.next());
      case 'B' -> bytes.bytes(bytes.intNumber() & 0xffffffffL);
      case 'C' -> bytes.bytes(bytes.next());
      case 0x8e -> bytes.bytes(bytes.longNumber());
      default ->
          throw new IllegalArgumentException(
              "its pickle has the operation 0x%02x before byte %d, which is unknown or not allowed"
                  .formatted(operation, bytes.position()));
    };
  }

  private Object number(int length) throws IOException {
    if (length < 0 || length > MAX_NUMBER_BYTES) {
      throw new IllegalArgumentException(
          "its pickle has a number of " + Integer.toUnsignedString(length) + " bytes");
    }
    byte[] littleEndian = bytes.bytes(length);
    byte[] bigEndian = new byte[length + 1];
    for (int i = 0; i < length; i++) {
      bigEndian[length - i] = littleEndian[i];
    }
    bigEndian[0] = (byte) (length > 0 && littleEndian[length - 1] < 0 ? -1 : 0);
    BigInteger number = new BigInteger(bigEndian);
    return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
  }

  private static void requireProtocol(int protocol) {
    if (protocol < 2 || protocol > NEWEST_PROTOCOL) {
      throw new IllegalArgumentException(
          "its pickle is of protocol " + protocol + "; 2 to " + NEWEST_PROTOCOL + " are supported");
    }
  }

  private static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(
        "its pickle names something by a value that is not a string");
  }
}
