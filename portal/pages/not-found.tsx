import { Page } from '../parts/page.tsx';
import { useWords } from '../state/language.tsx';

/** For an address that leads to no page of this portal. */
export function NotFound() {
  const { notFound } = useWords().frame;
  return (
    <Page title={notFound.title} lead={notFound.text}>
      <a class="button" href="/">
        {notFound.home}
      </a>
    </Page>
  );
}
