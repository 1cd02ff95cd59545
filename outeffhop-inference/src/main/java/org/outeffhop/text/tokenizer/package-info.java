/**
 * What is in a {@code tokenizer.json}, judged before Hugging Face's tokenizers library sees it.
 *
 * <p>That library is native code, and whatever it does not expect ends the whole process. So a file
 * is checked here part by part, against what version 0.21 of the library reads. What cannot be
 * decided by reading, such as whether a regular expression ends, is tried in a process of its own.
 */
package org.outeffhop.text.tokenizer;
