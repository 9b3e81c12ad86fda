/** A few lines for a machine, as they are to be typed. */
export const CodeBlock = ({ text }: { text: string }) => (
  <pre class="code">
    <code>{text}</code>
  </pre>
);
