package org.outeffhop.quantization.migration;

import java.util.ArrayList;
import java.util.List;
import org.outeffhop.hopfield.AttentionConfig;

/**
 * What multiplies the input of an attention layer: projections and, where there are any, gates.
 *
 * @param self the attention module's name
 * @param width of the input
 * @param heads that divide the width
 */
record AttentionInputs(String self, long width, int heads, AttentionConfig attention) {
  List<Consumer> consumers(String... projections) {
    List<Consumer> consumers = new ArrayList<>();
    for (String projection : projections) {
      consumers.add(Consumer.whole(self + "." + projection, width));
    }
    if (attention.method().isGated()) {
      addGates(consumers);
    }
    return consumers;
  }

  private void addGates(List<Consumer> consumers) {
    String alpha = self + ".alpha";
    switch (attention.gate()) {
      case UNCONDITIONAL -> {}
      case ALL_FEATURES -> consumers.add(Consumer.whole(alpha, width));
      case PER_TOKEN, PER_HEAD -> addPerHead(consumers, alpha, ".weight");
      case PER_TOKEN_MLP -> addPerHead(consumers, alpha, ".0.weight");
    }
  }

  private void addPerHead(List<Consumer> consumers, String alpha, String weight) {
    long size = width / heads;
    for (int head = 0; head < heads; head++) {
      consumers.add(new Consumer(alpha + "." + head + weight, head * size, size));
    }
  }
}
