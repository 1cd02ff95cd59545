package org.outeffhop.experiment.stored;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.outeffhop.experiment.task.MemoryNeed;
import org.outeffhop.model.PassMemory;
import org.outeffhop.model.PassMemory.Purpose;

/**
 * The activations of a stored model that is measured.
 *
 * @param batch samples at once
 * @param length tokens in a sequence; 0 where there are none
 */
record MeasuredAmount(PassMemory passes, Purpose purpose, int batch, int length)
    implements MemoryNeed.Amount {
  @Override
  public double bytes() {
    return bytes(batch, length);
  }

  private double bytes(long samples, long tokens) {
    return length == 0 ? passes.bytes(purpose, samples) : passes.bytes(purpose, samples, tokens);
  }

  @Override
  public String inWords() {
    return length == 0
        ? String.format(Locale.ROOT, "%d samples at once", batch)
        : String.format(Locale.ROOT, "%d samples of %d tokens at once", batch, length);
  }

  @Override
  public List<MemoryNeed.Choice> choices() {
    List<MemoryNeed.Choice> choices = new ArrayList<>();
    choices.add(new MemoryNeed.Choice("--batch", batch, 1, 1, samples -> bytes(samples, length)));
    if (length > 0) {
      choices.add(new MemoryNeed.Choice("--length", length, 1, 1, tokens -> bytes(batch, tokens)));
    }
    return choices;
  }
}
