/** Text to tokens: {@code TextTokenizer} and the settings of sentence encoders. */
package org.outeffhop.text;
